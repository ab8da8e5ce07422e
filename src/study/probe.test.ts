import { describe, expect, test } from 'vitest';
import type { Sample, Split } from '../data/index.ts';
import { logisticProbabilities, random, takeRows } from '../stats/index.ts';
import { type ProbeOptions, probe } from './index.ts';

const CLASSES = ['a', 'b', 'c'];
const SPLITS: readonly Split[] = ['train', 'train', 'val', 'test'];

/** Features whose mean is the class, far apart in scale. */
function task(classes: number, n = 120) {
  const draw = random('probe test', classes);
  const samples = Array.from({ length: n }, (_, i): Sample => {
    const split = SPLITS[Math.floor(i / classes) % SPLITS.length]!;
    return { imagePath: `${i}.png`, file: `/x/${i}.png`, label: i % classes, split, attributes: {}, row: i + 2 };
  });
  const data = Float64Array.from({ length: n * 3 }, (_, k) => {
    const [i, column] = [Math.floor(k / 3), k % 3];
    return (draw.normal() + (column === i % classes ? 3 : 0)) * 10 ** column + column;
  });
  return { samples, features: { rows: n, columns: 3, data } };
}

const options = (classes: number, more: Partial<ProbeOptions> = {}): ProbeOptions => ({
  ...{ method: 'linear', source: 'xrays', classes: CLASSES.slice(0, classes), temperature: 0.07, rule: 'youden' },
  ...{ seed: 0, replicates: 50 },
  ...more,
});

describe.each([2, 3])('%i classes', (classes) => {
  test.each(['linear', 'knn'] as const)('a %s probe learns from train, and is measured on test alone', (method) => {
    const { samples, features } = task(classes);
    const result = probe(features, samples, options(classes, { method }));
    expect(result.images).toEqual({ train: 60, val: 30, test: 30 });
    expect(result.test.samples.every((s) => s.split === 'test')).toBe(true);
    expect(result.test.probabilities).toHaveLength(30 * classes);
    expect(result.evaluation.auroc.value).toBeGreaterThan(0.7);
    expect(result.evaluation.auroc).toMatchObject({ n: 30, baseline: 0.5 });
    expect(result.threshold?.chosenOn ?? null).toBe(classes === 2 ? 'validation' : null);
    // what test images are labelled changes nothing but the measurement
    const relabelled = samples.map((s) => (s.split === 'test' ? { ...s, label: (s.label + 1) % classes } : s));
    const other = probe(features, relabelled, options(classes, { method }));
    expect([other.choice, other.threshold, other.test.probabilities]).toEqual([
      result.choice,
      result.threshold,
      result.test.probabilities,
    ]);
  });

  test('the layer that is written takes features as they are', () => {
    const { samples, features } = task(classes);
    const { layer, test: asked } = probe(features, samples, options(classes));
    const rows = samples.flatMap((s, i) => (s.split === 'test' ? [i] : []));
    const own = logisticProbabilities(layer!, takeRows(features, rows));
    expect(Math.max(...own.map((p, i) => Math.abs(p - asked.probabilities[i]!)))).toBeLessThan(1e-12);
  });
});

test('a split without images, and training images of one class, are named', () => {
  const { samples, features } = task(2);
  const noVal = samples.map((s) => (s.split === 'val' ? { ...s, split: 'train' as const } : s));
  expect(() => probe(features, noVal, options(2))).toThrow('xrays: has no val images');
  const one = samples.map((s) => (s.split === 'train' ? { ...s, label: 0 } : s));
  expect(() => probe(features, one, options(2))).toThrow('xrays: its training images are of one class');
  const flat = samples.map((s) => (s.split === 'val' ? { ...s, label: 0 } : s));
  expect(() => probe(features, flat, options(2, { method: 'knn' }))).toThrow(/^xrays, validation images: /);
});
