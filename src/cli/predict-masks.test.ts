import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { decodeRle, readCsv, readRleCsv } from '../formats/index.ts';
import { decodeImage, writePng } from '../image/index.ts';
import { beginRun, openRun, parseTrainConfig, trainRun } from '../train/index.ts';
import { maskOptions } from './mask-options.ts';
import { runPredictMasks } from './predict-masks.ts';
import { runTrain } from './train.ts';

const SIDE = 32;
const base = mkdtempSync(join(tmpdir(), 'fovea-overlapping-'));
const data = join(base, 'xrays');
const run = join(base, 'run');
afterAll(() => rmSync(base, { recursive: true }));

/** Two regions in each image, one within the other, on the left; the second is absent from every fourth. */
beforeAll(async () => {
  vi.stubEnv('FOVEA_CACHE', join(base, 'cache'));
  for (const part of ['images', 'lungs', 'heart']) mkdirSync(join(data, part), { recursive: true });
  const square = (size: number) =>
    Uint8Array.from({ length: SIDE * SIDE }, (_, p) => (p % SIDE < size && Math.floor(p / SIDE) < size ? 255 : 0));
  for (let i = 0; i < 20; i++) {
    const [lungs, heart] = [square(12), i % 4 === 0 ? new Uint8Array(SIDE * SIDE) : square(6)];
    const image = lungs.map((v, p) => 30 + v / 4 + heart[p]! / 3 + i);
    for (const [part, pixels] of Object.entries({ images: image, lungs, heart }))
      await writePng(join(data, part, `${i}.png`), { width: SIDE, height: SIDE, channels: 1, data: pixels });
  }
  const masks = maskOptions({ masks: `lungs=${join(data, 'lungs')},heart=${join(data, 'heart')}` });
  const config = parseTrainConfig({
    ...{
      task: 'segmentation',
      model: 'unet',
      inChannels: 1,
      imageSize: SIDE,
      batchSize: 4,
      epochs: 6,
      lr: 1e-2,
      augment: { flip: 0 },
    },
    ...{ precision: 'f32', threads: 1, segmentation: { baseWidth: 2 } },
  });
  beginRun({ dir: run, data, config, masks, version: 'test' });
  await trainRun(run, { resume: false, tell: () => {}, shouldStop: () => false });
}, 60_000);
beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => vi.restoreAllMocks());

test('regions that overlap: a folder, a row and runs for each, and one picture of worst to best', async () => {
  const out = join(base, 'out');
  const args = { run, data, out, overlays: true, 'contact-sheet': true };
  await runPredictMasks(args, openRun(run), []);
  for (const part of ['masks/lungs', 'masks/heart', 'overlays']) expect(readdirSync(join(out, part))).toHaveLength(20);
  const rows = readCsv(join(out, 'images.csv'), { required: ['class', 'dice', 'image_side', 'left_share'] }).rows.map(
    (r) => r.cells,
  );
  expect(rows.filter((r) => r.class === 'lungs')).toHaveLength(20);
  expect(rows.filter((r) => r.class === 'heart' && r.dice === '')).toHaveLength(5); // empty references have no Dice
  const marked = rows.filter((r) => r.image_side !== '');
  expect(marked.length).toBeGreaterThan(0);
  for (const row of marked) expect(row.image_side).toBe(Number(row.left_share) >= 0.5 ? 'left' : 'right');
  for (const { imageId, runs } of readRleCsv(join(out, 'masks.csv'))) {
    const [name, region] = imageId.split(':');
    const { data: stored } = await decodeImage(join(out, 'masks', region!, `${name}.png`), { channels: 1 });
    expect(decodeRle(runs, { width: SIDE, height: SIDE })).toEqual(stored.map((v) => Number(v === 255)));
  }
  const sheet = await decodeImage(join(out, 'contact-sheet.png'), { channels: 3 });
  expect([sheet.width, sheet.height]).toEqual([4 * 248 + 8, 3 * (20 + 240 + 8 + 40 + 8) + 8]);
});

test('images without masks have no Dice and no contact sheet, and are told so', async () => {
  const out = join(base, 'plain');
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  await runPredictMasks({ run, data: join(data, 'images/0.png'), out, 'contact-sheet': true }, openRun(run), []);
  expect(existsSync(join(out, 'contact-sheet.png'))).toBe(false);
  expect(told.mock.calls.flat().join()).toMatch(/no contact sheet: no image has a reference mask/);
  expect(readFileSync(join(out, 'images.csv'), 'utf8')).toMatch(/^image_path,class/);
});

test('--folds is of a segmentation, and of more patients than folds', async () => {
  await expect(runTrain({ data, folds: '3' })).rejects.toThrow(/--folds is of a segmentation/);
  const out = join(base, 'folded');
  const many = { data, task: 'segmentation', masks: join(data, 'lungs'), folds: '11', out };
  await expect(runTrain(many)).rejects.toThrow(/11 folds of 20 patients; take 2 to 10/);
  expect(existsSync(out)).toBe(false);
});

test('--masks by name and path is checked as used wrongly', () => {
  const wrong =
    (masks: string, more = {}) =>
    () =>
      maskOptions({ masks, ...more });
  expect(wrong(`a/b=${data},c=${data}`)).toThrow('--masks: "a/b" names no region');
  expect(wrong('lungs=')).toThrow('--masks takes NAME=PATH,NAME=PATH');
  expect(wrong('a=/nowhere,b=/nowhere')).toThrow('--masks: a: no such file or folder: /nowhere');
  expect(wrong(`a=${data},a=${data}`)).toThrow('a is named twice');
  expect(wrong(`a=${data},b=${data}`, { 'mask-classes': 'c,d' })).toThrow(/names its regions itself/);
  expect(maskOptions({ masks: data })).toMatchObject({ path: data, layers: [] });
});
