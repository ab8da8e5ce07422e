import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { regionOf } from '../../data/index.ts';
import { writePng } from '../../image/index.ts';
import { beginRun } from '../begin.ts';
import { parseTrainConfig, type TrainOptions } from '../config.ts';
import { cacheMasked, masksFor, openMaskedRecord, openRunData } from '../data.ts';
import type { Event } from '../events.ts';
import { openRun, runPaths } from '../run.ts';
import { trainRun } from '../train-run.ts';
import { compareWithMask, type MaskCase } from './cases.ts';
import { evaluateMasks } from './evaluate.ts';
import { MaskRule } from './operating-point.ts';
import { frozenMaskRule, openMaskPredictor } from './predictor.ts';
import { segmentImages } from './segment.ts';

const SIDE = 48;
const base = mkdtempSync(join(tmpdir(), 'fovea-overlap-'));
const data = join(base, 'xrays');
const cacheDir = join(base, 'cache');
afterAll(() => rmSync(base, { recursive: true }));

/** Discs that are bright, and bars that are brighter still across them, in two of three images. */
beforeAll(async () => {
  for (const part of ['images', 'masks/bar', 'masks/disc']) mkdirSync(join(data, part), { recursive: true });
  for (let i = 0; i < 36; i++) {
    const [cx, cy] = [14 + ((i * 7) % 20), 14 + ((i * 11) % 20)];
    const at = (inside: (x: number, y: number) => boolean) =>
      Uint8Array.from({ length: SIDE * SIDE }, (_, p) => (inside(p % SIDE, Math.floor(p / SIDE)) ? 255 : 0));
    const disc = at((x, y) => (x - cx) ** 2 + (y - cy) ** 2 < 90);
    const bar = at((x, y) => i % 3 > 0 && Math.abs(y - cy) < 4 && Math.abs(x - cx) < 14);
    const image = disc.map((d, p) => 20 + d / 5 + bar[p]! / 2 + ((p * 7919) % 16));
    for (const [part, pixels] of Object.entries({ images: image, 'masks/bar': bar, 'masks/disc': disc }))
      await writePng(join(data, part, `${String(i).padStart(2, '0')}.png`), {
        width: SIDE,
        height: SIDE,
        channels: 1,
        data: pixels,
      });
  }
});

const TRAIN: TrainOptions = {
  ...{ task: 'segmentation', model: 'unet', inChannels: 1, imageSize: SIDE, batchSize: 6, epochs: 8, lr: 1e-2 },
  ...{ precision: 'f32', threads: 1, average: { epochs: 2, of: 'last' }, testTime: 'flip-all', checkpointEvery: 1 },
  augment: { rotate: 10, shift: 0.05 },
  segmentation: { baseWidth: 4, window: 32, positiveRate: { from: 0.9, to: 0.5 } },
};
const begin = (name: string, train = TRAIN) => {
  const dir = join(base, name);
  return beginRun({ dir, data, config: parseTrainConfig(train), version: 'test' }).run;
};
const trained = async (dir: string, options: { resume?: boolean; steps?: number } = {}) => {
  const events: Event[] = [];
  let steps = 0;
  const tell = (event: Event) => {
    events.push(event);
    if (event.event === 'step') steps++;
  };
  await trainRun(dir, { resume: options.resume ?? false, cacheDir, tell, shouldStop: () => steps === options.steps });
  return events;
};

test('regions that overlap, learnt by windows: each with its own rule, found where they are; resumed to the same bits', async () => {
  const { dir, config } = begin('whole');
  expect(config.data.classes).toEqual(['background', 'bar', 'disc']);
  expect(config.train.segmentation.multiLabel).toBe(true);
  const events = await trained(dir);
  const averaged = events.find((e) => e.event === 'averaged');
  expect(averaged).toMatchObject({ epochs: [6, 7] });

  const run = openRun(dir);
  const rule = frozenMaskRule(run);
  expect(rule.regions).toHaveLength(2);
  using predictor = openMaskPredictor(run);
  const { samples } = openRunData(run);
  using cached = await cacheMasked(samples, { config: run.config.train, skipBad: false, dir: cacheDir, classes: 3 });
  const cases: MaskCase[][] = [];
  for await (const image of segmentImages(predictor, rule, cached, cached.indices())) {
    expect(image.overlapping).toBe(true);
    expect(image.scores).toHaveLength(2);
    expect(regionOf(image.labels, 1, true)).toHaveLength(SIDE * SIDE);
    cases.push(await compareWithMask(image, run.config.data.classes));
  }
  const [bar, disc] = [0, 1].map((r) =>
    evaluateMasks(
      cases.map((c) => c[r]!),
      { replicates: 20 },
    ),
  );
  expect(bar!.positives).toBe(24);
  expect(disc!.positives).toBe(36);
  expect(disc!.dice.positives.value).toBeGreaterThan(0.6);
  expect(bar!.dice.positives.value).toBeGreaterThan(0.3);

  const broken = begin('broken').dir;
  expect((await trained(broken, { steps: 7 })).at(-1)).toMatchObject({ event: 'stopped' });
  const rest = await trained(broken, { resume: true });
  const weights = (all: Event[]) => all.find((e) => e.event === 'done')!.weights;
  expect(weights(rest)).toBe(weights(events));
  const best = (at: string) => readFileSync(runPaths(at).best);
  expect(best(broken).equals(best(dir))).toBe(true);
}, 60_000);

test('other data is read for the regions that the run knows', () => {
  const run = openRun(join(base, 'whole'));
  const known = openMaskedRecord(data, run.config.data, masksFor(run, '/elsewhere'));
  expect(known.classes).toEqual(['background', 'bar', 'disc']);
});

test('options that do not go together are refused in one line', () => {
  const wrong =
    (segmentation: object, more: object = {}) =>
    () =>
      parseTrainConfig({ task: 'segmentation', imageSize: 64, ...more, segmentation }, 'x.json');
  expect(wrong({ window: 96 })).toThrow('x.json: segmentation.window: 96 is more than imageSize, 64');
  expect(wrong({ positiveRate: { from: 0.8, to: 0.4 } }, { sampler: 'balanced' })).toThrow(/both say what is drawn/);
  expect(wrong({ positiveRate: { from: 2, to: 0 } })).toThrow(/positiveRate\.from/);
  expect(wrong({}, { testTime: 'flip-shift' })).toThrow(/takes none, flip or flip-all/);
  expect(() => parseTrainConfig({ testTime: 'flip-all' }, 'x')).toThrow(/flip-all is of a segmentation/);
});

test('deep supervision of a model with one output is refused', async () => {
  const { dir } = begin('deep', { ...TRAIN, segmentation: { ...TRAIN.segmentation, deepSupervision: true } });
  await expect(trained(dir)).rejects.toThrow('segmentation.deepSupervision: unet has one output only');
});

test('a rule of an earlier version has one threshold', () => {
  const old = { value: 0.4, minArea: 0.001, rule: 'as it was', chosenOn: 'validation', n: 9, positives: 3 };
  expect(MaskRule.parse(old)).toMatchObject({ value: 0.4, high: null });
});
