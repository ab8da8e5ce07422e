import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeRle, decodeRleRows, encodeRle, NO_RUNS, readRleCsv, writeRleCsv } from './rle.ts';

const folder = mkdtempSync(join(tmpdir(), 'fovea-rle-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('run lengths', () => {
  const size = { width: 3, height: 4 };

  test('go down the columns, from the end of the run before', () => {
    // columns: .##. / #... / ...#, so the first pixel of the second column is number 4
    expect([...decodeRle('1 2 1 1 6 1', size)]).toEqual([0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect(encodeRle(Uint8Array.of(0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1), size)).toBe('1 2 1 1 6 1');
  });

  test('a run goes on from the foot of a column to the head of the next', () => {
    const mask = decodeRle('2 7', size);
    expect([...mask]).toEqual([0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0]);
    expect(encodeRle(mask, size)).toBe('2 7');
  });

  test('-1 is an image without a region', () => {
    expect(decodeRle(' -1', size)).toEqual(new Uint8Array(12));
    expect(encodeRle(new Uint8Array(12), size)).toBe(NO_RUNS);
  });

  test('any mask comes back, of any width and any value inside', () => {
    const masks = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc
          .array(fc.constantFrom(0, 0, 1, 255), { minLength: width * height, maxLength: width * height })
          .map((data) => ({ width, height, data: Uint8Array.from(data) })),
      );
    fc.assert(
      fc.property(masks, ({ data, ...size }) => {
        expect(decodeRle(encodeRle(data, size), size)).toEqual(data.map((v) => Number(v > 0)));
      }),
    );
  });

  test.each([
    ['1 2 3', /3 numbers are no pairs/],
    ['', /-1/],
    ['1 x', /'x' is no run length/],
    ['1 0', /'0' is no run length/],
    ['-4 2', /'-4' is no gap/],
    ['1.5 2', /'1.5' is no gap/],
    ['10 3', /ends at pixel 13, but an image of 3 × 4 has 12/],
  ])('refuses %j', (text, message) => {
    expect(() => decodeRle(text, size)).toThrow(message);
  });

  test('a malformed row is told by its file and line', () => {
    const path = join(folder, 'bad.csv');
    writeFileSync(path, 'ImageId, EncodedPixels\na, -1\na,1 2\nb,1 2 3\n');
    const rows = readRleCsv(path);
    expect(() => decodeRleRows(path, rows, size)).toThrow(`${path}:4: malformed run lengths: 3 numbers`);
    expect([...decodeRleRows(path, rows.slice(0, 2), size)].filter(Boolean)).toHaveLength(2);
  });
});

test('rows are written with the header of the challenge, and read back', () => {
  const path = join(folder, 'out.csv');
  writeRleCsv(path, [
    { imageId: 'a', runs: '1 2' },
    { imageId: 'b', runs: NO_RUNS },
  ]);
  expect(readFileSync(path, 'utf8')).toBe('ImageId, EncodedPixels\na,1 2\nb,-1\n');
  expect(readRleCsv(path)).toEqual([
    { imageId: 'a', runs: '1 2', line: 2 },
    { imageId: 'b', runs: '-1', line: 3 },
  ]);
});
