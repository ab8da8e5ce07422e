import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { checkpoints, failureOf, hasCheckpoints, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { readIdx } from './idx.ts';

function write(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'x-idx');
  writeFileSync(path, bytes);
  return path;
}

const images = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]);

test('bytes come as u8 [N, H, W], plain or gzipped', () => {
  const expected = { dtype: 'u8', shape: [2, 1, 2], data: new Uint8Array([1, 2, 3, 4]) };
  expect(readIdx(write(images))).toEqual(expected);
  expect(readIdx(write(gzipSync(images)))).toEqual(expected);
});

test('wider elements are turned to little-endian', () => {
  const { dtype, data } = readIdx(write(Buffer.from([0, 0, 12, 1, 0, 0, 0, 1, 1, 2, 3, 4])));
  expect([dtype, [...data]]).toEqual(['i32', [4, 3, 2, 1]]);
});

test.each([
  ['cut', images.subarray(0, 18), /truncated \(\[2,1,2\] needs 20 bytes, it has 18\)/],
  ['cut header', images.subarray(0, 6), /its header is cut off/],
  ['longer than its shape', Buffer.concat([images, images]), /20 bytes too many/],
  ['empty', Buffer.alloc(0), /0 bytes are too few/],
  ['not IDX', Buffer.from('hello'), /is not an IDX file/],
  ['half a gzip', gzipSync(images).subarray(0, 20), /does not gunzip/],
])('refuses a file that is %s', (_, bytes, message) => {
  expect(failureOf(() => readIdx(write(bytes)))).toMatch(message);
});

test.skipIf(!hasCheckpoints)('MNIST (absent here: ../shared/data) has its images and labels', () => {
  const folder = join(checkpoints, '../mnist');
  const train = readdirSync(folder).filter((name) => name.startsWith('train'));
  const shapes = train.map((name) => readIdx(join(folder, name)).shape);
  expect(shapes).toContainEqual([60000, 28, 28]);
  expect(shapes).toContainEqual([60000]);
});
