import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { writePng } from '../../image/index.ts';
import { tensor } from '../../torch/index.ts';
import { AugmentConfig, augmentParams } from '../augment.ts';
import { augmentBatch } from '../augmentBatch.ts';
import { warpLabels } from '../warpLabels.ts';
import {
  type MaskOptions,
  maskFingerprint,
  openMaskCache,
  openMaskedDataset,
  readMask,
  regionOf,
  resizeLabels,
} from './index.ts';

const base = mkdtempSync(join(tmpdir(), 'fovea-masks-'));
afterAll(() => rmSync(base, { recursive: true }));
const NO_OPTIONS: MaskOptions = { path: null, classes: [], rleSize: null };
let folder: string;
let count = 0;

const png = (path: string, data: number[], width = 4) =>
  writePng(join(folder, path), { width, height: data.length / width, channels: 1, data: Uint8Array.from(data) });
const flat = (value: number, length = 16) => new Array<number>(length).fill(value);

beforeEach(async () => {
  folder = join(base, String(count++));
  for (const part of ['images', 'masks']) mkdirSync(join(folder, part), { recursive: true });
  for (const name of ['a', 'b', 'c']) {
    await png(`images/${name}.png`, flat(100));
    await png(`masks/${name}.png`, [255, ...flat(0, 15)]);
  }
});

const open = (masks: Partial<MaskOptions> = {}, skipBad = false) =>
  openMaskedDataset(folder, { skipBad, masks: { ...NO_OPTIONS, ...masks } });

test('images and masks of the same names are a data set without a table', async () => {
  const { samples, classes, layout } = open();
  expect(layout).toBe('images-and-masks');
  expect(classes).toEqual(['background', 'region']);
  expect(samples.map((s) => s.imagePath)).toEqual(['images/a.png', 'images/b.png', 'images/c.png']);
  const { data } = await readMask(samples[0]!.mask!, samples[0]!.file, 2);
  expect([...data]).toEqual([1, ...flat(0, 15)]);
});

test('an image without a mask and a mask without an image are told, or left out', () => {
  rmSync(join(folder, 'masks/b.png'));
  expect(() => open()).toThrow('images/b.png: an image without a mask');
  expect(open({}, true).samples).toHaveLength(2);
  rmSync(join(folder, 'images/c.png'));
  expect(() => open()).toThrow(/c\.png: a mask without an image.*and 1 more/);
});

test('run lengths say which images are empty, and name the line that is wrong', async () => {
  const path = join(folder, 'rle.csv');
  writeFileSync(path, 'ImageId, EncodedPixels\na,1 2\na,9 1\nb,-1\nc,1 2 3\n');
  const { samples } = open({ path });
  expect(samples.map((s) => s.label)).toEqual([1, 0, 1]);
  const { data } = await readMask(samples[0]!.mask!, samples[0]!.file, 2);
  expect([...data].flatMap((v, i) => (v ? [i] : []))).toEqual([4, 6, 8]);
  await expect(readMask(samples[2]!.mask!, samples[2]!.file, 2)).rejects.toThrow(/rle\.csv:5: malformed run lengths/);
});

const cache = (samples: ReturnType<typeof open>['samples'], skipBad = false) =>
  openMaskCache({ dir: join(base, 'cache'), samples, classes: 2, size: 2, skipBad });

test('a mask of another size and a value that is no label are refused, or left out', async () => {
  await png('masks/a.png', flat(0, 8));
  await expect(cache(open().samples)).rejects.toThrow(/a\.png: the mask is 4 × 2, its image a\.png 4 × 4/);
  await png('masks/b.png', [0, 0, 0, 0, 0, 0, 37, ...flat(0, 9)]);
  using kept = await cache(open().samples, true);
  expect(kept.usable).toEqual([2]);
  expect(kept.skipped.map((s) => s.reason)[1]).toMatch(/b\.png: the value 37 at x 2, y 1 is no label/);
});

test('the data hash changes with the masks', () => {
  const before = open().hash;
  writeFileSync(join(folder, 'rle.csv'), 'ImageId, EncodedPixels\na,1 2\nb,-1\nc,-1\n');
  expect(open({ path: join(folder, 'rle.csv') }).hash).not.toBe(before);
});

test('labels are resized to the nearest, and never mixed', () => {
  const mask = { width: 4, height: 2, data: Uint8Array.of(0, 3, 3, 0, 0, 0, 3, 3) };
  expect([...resizeLabels(mask, { width: 2, height: 1 })]).toEqual([0, 3]);
  expect([...resizeLabels(mask, { width: 8, height: 2 })].slice(0, 8)).toEqual([0, 0, 3, 3, 3, 3, 0, 0]);
});

test('masks move with their images', () => {
  const config = AugmentConfig.parse({ rotate: 30, shift: 0.1, brightness: 0, contrast: 0, flip: 1 });
  const side = 64;
  const disc = Float32Array.from({ length: side * side }, (_, i) =>
    Number(Math.hypot((i % side) - 20, Math.floor(i / side) - 28) < 12),
  );
  const params = [1, 2].map((index) => augmentParams(config, 0, 0, index, side));
  using images = tensor([...disc, ...disc], { shape: [2, 1, side, side] });
  using moved = augmentBatch(images, params, config);
  using masks = warpLabels(images, params, config);
  const [a, b] = [moved.toArray(), masks.toArray()];
  const apart = a.reduce((sum, value, i) => sum + Number(value > 0.5 !== b[i]! > 0.5), 0);
  expect(apart).toBeLessThan(16); // a few pixels of the rim
  expect(b.every((value) => value === 0 || value === 1)).toBe(true);
  const still = disc.reduce((sum, value, i) => sum + Number(value !== b[i]!), 0);
  expect(still).toBeGreaterThan(100);
});

/** Two regions of the same images: `a` has both in its first pixel, `b` and `c` the heart alone. */
async function twoRegions(at = 'masks') {
  rmSync(join(folder, 'masks'), { recursive: true });
  for (const region of ['heart', 'lungs']) mkdirSync(join(folder, at, region), { recursive: true });
  for (const name of ['a', 'b', 'c']) {
    await png(`${at}/heart/${name}.png`, [255, ...flat(0, 15)]);
    await png(`${at}/lungs/${name}.png`, [name === 'a' ? 255 : 0, 255, ...flat(0, 14)]);
  }
}

test('a folder for each region: masks that may overlap are bits', async () => {
  await twoRegions();
  const { samples, classes, overlapping } = open();
  expect(classes).toEqual(['background', 'heart', 'lungs']);
  expect(overlapping).toBe(true);
  const { data } = await readMask(samples[0]!.mask!, samples[0]!.file, 3);
  expect([...data].slice(0, 3)).toEqual([0b11, 0b10, 0]);
  expect([...regionOf(data, 1, true)].slice(0, 3)).toEqual([1, 1, 0]);
  expect(open({ classes: ['lungs', 'heart'] }).classes).toEqual(['background', 'lungs', 'heart']);
  using kept = await cache(samples);
  const first = new Uint8Array(4);
  kept.read([0], first);
  await png('masks/lungs/a.png', flat(0));
  using changed = await cache(open().samples);
  expect(changed.key).not.toBe(kept.key);
});

test('regions by name and path, a folder or run lengths', async () => {
  await twoRegions('drawn');
  writeFileSync(join(folder, 'rle.csv'), 'ImageId,EncodedPixels\na,0 1\nb,-1\nc,-1\n');
  const layers = [
    { name: 'ptx', path: join(folder, 'rle.csv') },
    { name: 'heart', path: join(folder, 'drawn/heart') },
  ];
  const { samples, classes } = open({ layers });
  expect(classes).toEqual(['background', 'ptx', 'heart']);
  const read = async (i: number) => (await readMask(samples[i]!.mask!, samples[i]!.file, 3)).data[0];
  expect([await read(0), await read(1)]).toEqual([0b11, 0b10]);
});

test('a region that an image lacks, a wrong size and too many regions are told by name', async () => {
  await twoRegions();
  rmSync(join(folder, 'masks/lungs/b.png'));
  expect(() => open()).toThrow(/images\/b\.png: has no mask of lungs, but one of another region/);
  expect(open({}, true).samples).toHaveLength(2);
  await png('masks/lungs/b.png', flat(0, 8));
  await expect(cache(open().samples)).rejects.toThrow(/lungs\/b\.png: the mask is 4 × 2, its image b\.png 4 × 4/);
  const layers = Array.from({ length: 9 }, (_, i) => ({ name: `r${i}`, path: join(folder, 'masks/heart') }));
  expect(() => open({ layers })).toThrow(/9 regions that may overlap; at most 8/);
});

test('masks that lie in folders of splits are not regions', async () => {
  for (const part of ['train', 'test']) mkdirSync(join(folder, 'masks', part));
  for (const [name, part] of [
    ['a', 'train'],
    ['b', 'train'],
    ['c', 'test'],
  ] as const) {
    rmSync(join(folder, `masks/${name}.png`));
    await png(`masks/${part}/${name}.png`, flat(0));
  }
  expect(open().classes).toEqual(['background', 'region']);
});

test('the fingerprint of a data set: sizes, areas, and the largest part of each region', async () => {
  await png('masks/a.png', [255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255]);
  await png('masks/b.png', flat(0));
  await png('masks/c.png', flat(255));
  const found = await maskFingerprint(open());
  expect(found).toMatchObject({ images: 3, patients: null, read: 3, positives: 2, width: { median: 4 } });
  const [region] = found.regions;
  expect(region).toMatchObject({ name: 'region', positives: 2, parts: 1.5, area: { low: 5 / 16, high: 1 } });
  expect(region!.size!.low).toBeCloseTo((2 * Math.sqrt(4 / Math.PI)) / 4, 12);
});
