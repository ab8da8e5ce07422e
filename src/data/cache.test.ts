import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { dataFolder, greyImages } from '../../test/helpers/dataFolder.ts';
import { writePng } from '../image/index.ts';
import { fileSource, type ImageCache, openImageCache } from './index.ts';

const SIZE = 8;
const BYTES = SIZE * SIZE;

async function scene(count = 5) {
  const root = dataFolder();
  const samples = await greyImages(root, count);
  const dir = join(root, 'cache');
  const open = (more: Partial<Parameters<typeof openImageCache>[0]> = {}) =>
    openImageCache({ dir, samples, size: SIZE, channels: 1, ...more });
  return { root, samples, dir, open };
}

function read(cache: ImageCache, indices: number[]): number[] {
  const out = new Uint8Array(indices.length * cache.channels * BYTES);
  cache.read(indices, out);
  return [...out];
}
const grey = (...levels: number[]) => levels.flatMap((level) => new Array<number>(BYTES).fill(level));
const packedFiles = (dir: string) => readdirSync(dir).filter((f) => f !== 'content.json');

test('decodes once, then reads any images in any order', async () => {
  const { open, dir } = await scene();
  const onProgress = vi.fn();
  using first = await open({ onProgress });
  expect(first.built).toBe(true);
  expect(onProgress.mock.calls).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
  using again = await open();
  expect(again.built).toBe(false);
  expect(read(again, [3, 0, 3])).toEqual(grey(30, 0, 30));
  expect(packedFiles(dir)).toHaveLength(1);
});

test('colour is stored as planes', async () => {
  const root = dataFolder();
  const data = Uint8Array.from({ length: BYTES * 3 }, (_, i) => 50 * (i % 3));
  await writePng(join(root, 'c.png'), { width: SIZE, height: SIZE, channels: 3, data });
  const samples = [{ file: join(root, 'c.png'), imagePath: 'c.png' }];
  using cache = await openImageCache({ dir: root, samples, size: SIZE, channels: 3 });
  expect(read(cache, [0])).toEqual(grey(0, 50, 100));
  const direct = new Uint8Array(3 * BYTES);
  await fileSource(samples, { size: SIZE, channels: 3 }).read([0], direct);
  expect([...direct]).toEqual(grey(0, 50, 100));
});

test('the key is the content: a renamed or touched file hits, a changed one and another size miss', async () => {
  const { open, samples, root } = await scene();
  using first = await open();
  const renamed = samples.map((s, i) => ({ ...s, file: join(root, `new${i}.png`) }));
  for (const [i, s] of samples.entries()) renameSync(s.file, renamed[i]!.file);
  using moved = await open({ samples: renamed });
  expect([moved.built, moved.key]).toEqual([false, first.key]);
  utimesSync(renamed[0]!.file, 1, 1);
  using touched = await open({ samples: renamed });
  expect(touched.built).toBe(false);
  using smaller = await open({ samples: renamed, size: 4 });
  expect(smaller.built).toBe(true);
  await writePng(renamed[0]!.file, { width: 16, height: 16, channels: 1, data: new Uint8Array(256).fill(99) });
  using changed = await open({ samples: renamed });
  expect(changed.built).toBe(true);
  expect(read(changed, [0, 1])).toEqual(grey(99, 10));
});

test('known files are not read again while size and time stand', async () => {
  const { open, samples, dir } = await scene();
  for (const s of samples) utimesSync(s.file, 1000, 1000);
  using first = await open();
  const record = JSON.parse(readFileSync(join(dir, 'content.json'), 'utf8'));
  expect(Object.keys(record).sort()).toEqual(samples.map((s) => s.file).sort());
  // same size, same time, other bytes: only a file that is not opened can still hit
  writeFileSync(samples[2]!.file, Buffer.alloc(record[samples[2]!.file][0]));
  utimesSync(samples[2]!.file, 1000, 1000);
  using again = await open();
  expect([again.built, again.key]).toEqual([false, first.key]);
  utimesSync(samples[2]!.file, 2000, 2000);
  await expect(open()).rejects.toThrow(samples[2]!.file); // read again, and found to be no picture
});

test.each([
  ['cut short', (file: string) => truncateSync(file, 100)],
  ['emptied', (file: string) => truncateSync(file, 0)],
  ['a bit flipped in a pixel', (file: string) => flip(file, 70)],
  ['a bit flipped in the footer', (file: string) => flip(file, -20)],
  ['replaced by text', (file: string) => writeFileSync(file, 'hello')],
  ['its record of files damaged', (file: string) => writeFileSync(join(file, '../content.json'), '{"half')],
])('a damaged cache is found out and rebuilt: %s', async (_, damage) => {
  const { open } = await scene();
  const { file, [Symbol.dispose]: close } = await open();
  close();
  const before = readFileSync(file);
  damage(file);
  using rebuilt = await open();
  expect(read(rebuilt, [0, 4])).toEqual(grey(0, 40));
  expect(readFileSync(file).equals(before)).toBe(true);
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[(at + bytes.length) % bytes.length]! ^= 1;
  writeFileSync(file, bytes);
}

test('a bad image stops the build and leaves nothing behind; skipBad lists it and goes on', async () => {
  const { open, samples, dir } = await scene();
  writeFileSync(samples[1]!.file, 'not a picture');
  await expect(open()).rejects.toThrow(samples[1]!.file);
  expect(packedFiles(dir)).toEqual([]);
  using cache = await open({ skipBad: true });
  expect(cache.usable).toEqual([0, 2, 3, 4]);
  expect(cache.skipped).toEqual([{ index: 1, imagePath: '1.png', reason: expect.stringContaining(samples[1]!.file) }]);
  expect(read(cache, [2])).toEqual(grey(20));
  expect(() => read(cache, [1])).toThrow('1.png: left out as bad');
  await expect(open()).rejects.toThrow(samples[1]!.file); // a cache made with skipBad does not hide it from others
});

test('what a killed writer left is swept away, what a running one writes is not', async () => {
  const { open, dir } = await scene();
  mkdirSync(dir);
  const [old, young] = [join(dir, 'x.images.1.1.tmp'), join(dir, 'x.images.2.2.tmp')];
  for (const file of [old, young]) writeFileSync(file, 'half');
  utimesSync(old, 1000, 1000);
  using _ = await open();
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test('a folder that cannot be written is one line that names it', async () => {
  const { open, samples } = await scene();
  await expect(open({ dir: join(samples[0]!.file, 'cache') })).rejects.toThrow(/0\.png.*a part of the path is a file/);
  await expect(open({ samples: [{ file: '/nowhere/x.png', imagePath: 'x.png' }] })).rejects.toThrow(
    '/nowhere/x.png: no such file',
  );
});

test('nonsense reads are refused', async () => {
  const { open } = await scene();
  const cache = await open();
  expect(() => read(cache, [5])).toThrow('no image 5 in a cache of 5');
  expect(() => cache.read([0], new Uint8Array(1))).toThrow('1 images need 64 bytes, not 1');
  cache[Symbol.dispose]();
  expect(() => read(cache, [0])).toThrow('closed');
});

/** A process of its own that opens the cache and prints one pixel of image 7, or why it cannot. */
async function opener(root: string, options: Parameters<typeof openImageCache>[0], shell = ''): Promise<string> {
  const script = join(root, 'open.mts');
  writeFileSync(
    script,
    `import { openImageCache } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    process.on('SIGXFSZ', () => {}); // a write over the limit is then an error, as on a full disk
    try {
      const cache = await openImageCache(${JSON.stringify(options)});
      const out = new Uint8Array(cache.size ** 2);
      cache.read([7], out);
      process.stdout.write(String(out[0]));
    } catch (error) {
      process.stdout.write(error.message);
    }`,
  );
  const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs');
  const command = `${shell} exec "${process.execPath}" "${tsx}" "${script}"`;
  return (await promisify(execFile)('/bin/sh', ['-c', command])).stdout;
}

test('two processes that build at once end with one good cache', async () => {
  const { root, samples, dir, open } = await scene(40);
  const options = { dir, samples, size: SIZE, channels: 1 } as const;
  expect(await Promise.all([opener(root, options), opener(root, options)])).toEqual(['70', '70']);
  expect(packedFiles(dir)).toHaveLength(1);
  using cache = await open();
  expect(cache.built).toBe(false);
});

test('a disk that fills up is one line, and leaves no part of a cache', async () => {
  const { root, samples, dir } = await scene(20);
  const message = await opener(root, { dir, samples, size: 224, channels: 1 }, 'ulimit -f 200;');
  expect(message).toMatch(/^[^\n]*\.images: cannot write: [^\n]*free some space[^\n]*$/);
  expect(existsSync(dir) ? packedFiles(dir) : []).toEqual([]);
});
