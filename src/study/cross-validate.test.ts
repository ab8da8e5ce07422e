import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCsv } from '../formats/index.ts';
import { writePng } from '../image/index.ts';
import { openRun, parseTrainConfig, runPaths, trainRun } from '../train/index.ts';
import { beginFolds, evaluateFolds, foldRuns, trainFolds } from './cross-validate.ts';

const SIDE = 32;
const base = mkdtempSync(join(tmpdir(), 'fovea-folds-'));
const data = join(base, 'xrays');
const out = join(base, 'folds');
afterAll(() => rmSync(base, { recursive: true }));

/** Twelve patients of two films; the same disc in each, a little moved. */
async function draw() {
  for (const part of ['images', 'masks']) mkdirSync(join(data, part), { recursive: true });
  const rows = ['image_path,patient_id,mask_path'];
  for (let i = 0; i < 24; i++) {
    const cx = 15 + (i % 3);
    const mask = Uint8Array.from({ length: SIDE * SIDE }, (_, p) =>
      ((p % SIDE) - cx) ** 2 + (Math.floor(p / SIDE) - 16) ** 2 < 80 ? 255 : 0,
    );
    const shape = { width: SIDE, height: SIDE, channels: 1 as const };
    await writePng(join(data, `images/${i}.png`), { ...shape, data: mask.map((m, p) => 40 + m / 2 + ((p * 31) % 8)) });
    await writePng(join(data, `masks/${i}.png`), { ...shape, data: mask });
    rows.push(`images/${i}.png,p${Math.floor(i / 2)},masks/${i}.png`);
  }
  writeFileSync(join(data, 'labels.csv'), `${rows.join('\n')}\n`);
}

test('every image is measured once, by a model of other patients, beside the mean shape', async () => {
  await draw();
  const config = parseTrainConfig({
    ...{ task: 'segmentation', model: 'unet', inChannels: 1, imageSize: SIDE, batchSize: 4, epochs: 2, lr: 1e-2 },
    ...{ precision: 'f32', threads: 1, segmentation: { baseWidth: 2 } },
  });
  const options = { data, config, out, folds: 3, version: 'test' };
  beginFolds(options);
  expect(() => beginFolds(options)).toThrow(/holds a cross-validation already; go on with it by --resume/);
  for (const dir of foldRuns(out))
    await trainRun(dir, { resume: true, cacheDir: join(base, 'cache'), tell: () => {}, shouldStop: () => false });

  const told: string[] = [];
  const outcome = await trainFolds(out, { onFold: (fold, of, state) => told.push(`${fold + 1}/${of} ${state}`) });
  expect(outcome).toBe('done');
  expect(told).toEqual(['1/3 done before', '2/3 done before', '3/3 done before']);

  process.env.FOVEA_CACHE = join(base, 'cache');
  const { classes, folds } = await evaluateFolds(out, { replicates: 50 });
  delete process.env.FOVEA_CACHE;
  const region = classes.region!;
  expect([folds, region.n, region.positives, region.patients]).toEqual([3, 24, 24, 12]);
  expect(region.byFold).toHaveLength(3);
  expect(region.meanShape).toMatchObject({ n: 24, baseline: 0 });
  expect(region.meanShape.value).toBeGreaterThan(0.85);
  expect(JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')).classes.region.n).toBe(24);

  const rows = readCsv(join(out, 'images.csv'), { required: ['image_path', 'patient_id', 'fold', 'dice'] }).rows;
  expect(rows.map(({ cells }) => cells.image_path).sort()).toEqual(
    Array.from({ length: 24 }, (_, i) => `images/${i}.png`).sort(),
  );
  const masks = readCsv(join(out, 'masks.csv'), { required: ['ImageId', 'EncodedPixels'] }).rows;
  expect(masks.map(({ cells }) => cells.ImageId)).toEqual(rows.map(({ cells }) => cells.image_path));
  const pixels = masks[0]!.cells.EncodedPixels!.split(' ').reduce((sum, text, i) => sum + (i % 2) * Number(text), 0);
  expect(pixels).toBe(Number(rows[0]!.cells.predicted_px));
  const foldsOf = new Map<string, Set<string>>();
  for (const { cells } of rows)
    foldsOf.set(cells.patient_id!, (foldsOf.get(cells.patient_id!) ?? new Set()).add(cells.fold!));
  expect([...foldsOf.values()].every((own) => own.size === 1)).toBe(true);
  for (const dir of foldRuns(out)) expect(readFileSync(runPaths(openRun(dir).dir).split, 'utf8')).toMatch(/,val\n/);
}, 60_000);
