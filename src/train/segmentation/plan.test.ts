import { expect, test } from 'vitest';
import type { MaskFingerprint, RegionFingerprint } from '../../data/index.ts';
import { parseTrainConfig } from '../config.ts';
import { type Machine, planSegmentation } from './plan.ts';

const even = (value: number) => ({ low: value, median: value, high: value });
const region = (options: Partial<RegionFingerprint> = {}): RegionFingerprint => ({
  ...{ name: 'air', positives: 150, area: even(0.04), parts: 1, size: even(0.2) },
  ...options,
});
const data = (options: Partial<MaskFingerprint> = {}): MaskFingerprint => ({
  ...{
    images: 2000,
    patients: 1500,
    width: even(1024),
    height: even(1024),
    read: 200,
    overlapping: false,
    positives: 150,
  },
  regions: [region()],
  ...options,
});
const LAPTOP: Machine = { memory: 4 * 2 ** 30, cores: 2, gpu: false };
const GPU: Machine = { memory: 8 * 2 ** 30, cores: 16, gpu: true };
const plan = (fingerprint: MaskFingerprint, machine = LAPTOP, hours = 2) => {
  const found = planSegmentation(fingerprint, machine, { hours });
  expect(parseTrainConfig(found.train, 'plan').task).toBe('segmentation');
  return {
    ...found,
    segmentation: found.train.segmentation!,
    why: (what: string) => found.reasons.find((r) => r.what === what)?.why,
  };
};

test('large regions on a small machine: small images and a narrow network, within the hours', () => {
  const { train, segmentation, estimate, why } = plan(data());
  expect(train.imageSize).toBe(128);
  expect(segmentation.baseWidth).toBeLessThan(64);
  expect(estimate.hours).toBeLessThanOrEqual(2.01);
  expect(why('imageSize')).toMatch(/a small region \(5th percentile\) is 26 px across/);
  expect(plan(data(), GPU).segmentation.baseWidth).toBe(64);
  expect(plan(data(), LAPTOP, 20).segmentation.baseWidth).toBeGreaterThan(segmentation.baseWidth!);
});

test('small regions ask for larger images, and windows where those are too large; never for more than there is', () => {
  const small = (size: number) => data({ regions: [region({ size: even(size), area: even(size ** 2) })] });
  expect(plan(small(0.06)).train.imageSize).toBe(352);
  const specks = plan(small(0.02), GPU);
  expect(specks.train.imageSize).toBe(1024);
  expect(specks.segmentation.window).toBe(384);
  expect(specks.segmentation.loss).toMatchObject({ dice: 0, tversky: 1 });
  expect(plan({ ...small(0.02), width: even(300), height: even(300) }).train.imageSize).toBe(288);
});

test('few positives are drawn more often, few patients are cross-validated, sided regions are not mirrored', () => {
  const rare = plan(data({ positives: 40 }));
  expect(rare.segmentation.positiveRate).toEqual({ from: 0.8, to: 0.4 });
  expect(plan(data()).segmentation.positiveRate).toBeUndefined();
  expect(plan(data({ images: 60, patients: 50, read: 60, positives: 37 })).why('--folds 5')).toMatch(
    /37 of 60 images of 50 patients/,
  );
  expect(rare.why('--folds 5')).toBeUndefined();
  for (const name of ['left lung', 'lung_right', 'lung_L']) {
    expect(plan(data({ regions: [region({ name })] })).train).toMatchObject({ augment: { flip: 0 }, testTime: 'none' });
  }
  expect(plan(data()).train).toMatchObject({ augment: { flip: 0.5 }, testTime: 'flip' });
});

test('masks without a region still give a plan', () => {
  const empty = data({ positives: 0, regions: [region({ positives: 0, area: null, size: null, parts: 0 })] });
  expect(plan(empty).why('imageSize')).toMatch(/no mask that was read has a region/);
});
