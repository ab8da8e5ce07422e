import { expect, test } from 'vitest';
import type { Estimate } from './estimate.ts';
import { evaluateBinary } from './evaluate-binary.ts';
import { random } from './random.ts';

const rng = random(3);
const labels = Array.from({ length: 200 }, () => rng.next() < 0.3);
const scores = labels.map((label) => rng.normal(label ? 1.2 : 0));
const METRICS = [
  'auroc',
  'averagePrecision',
  'accuracy',
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'f1',
  'mcc',
  'balancedAccuracy',
  'youden',
] as const;

test('every metric has its interval, n, method and baseline', () => {
  const result = evaluateBinary({ labels, scores, threshold: 0.5, replicates: 300 });
  for (const name of METRICS) {
    const { value, low, high, n, method, baseline } = result[name];
    expect(low!, name).toBeLessThan(value!);
    expect(high!, name).toBeGreaterThan(value!);
    expect(n, name).toBeGreaterThan(0);
    expect(method, name).toMatch(/DeLong|Wilson|bootstrap/);
    expect(baseline, name).not.toBeNull();
  }
  expect(result.sensitivity.n).toBe(result.positives);
  expect(result.accuracy.baseline).toBe(1 - result.prevalence!);
  expect(result.f1.baseline).toBe(0);
});

test('the same seed gives the same intervals, another seed others', () => {
  const f1 = (seed: number) => evaluateBinary({ labels, scores, threshold: 0.5, seed, replicates: 100 }).f1;
  expect(f1(1)).toEqual(f1(1));
  expect(f1(1)).not.toEqual(f1(2));
});

test('copies of a patient do not narrow the interval', () => {
  const copies = 4;
  const repeat = <T>(list: readonly T[]) => list.flatMap((x) => Array<T>(copies).fill(x));
  const ids = repeat(labels.map((_, i) => `patient ${i}`));
  const width = ({ low, high }: Estimate) => high! - low!;
  const one = evaluateBinary({ labels, scores, threshold: 0.5, patients: labels.map((_, i) => i) });
  const byPatient = evaluateBinary({ labels: repeat(labels), scores: repeat(scores), threshold: 0.5, patients: ids });
  const naive = evaluateBinary({ labels: repeat(labels), scores: repeat(scores), threshold: 0.5 });
  for (const name of ['auroc', 'sensitivity', 'f1'] as const) {
    expect(width(byPatient[name]) / width(one[name])).toBeCloseTo(1, 0.7);
    expect(width(naive[name]) / width(one[name])).toBeCloseTo(1 / Math.sqrt(copies), 1);
    expect(byPatient[name].method).toMatch(/by patient/);
  }
});

test('degenerate input gives null and the reason, never NaN', () => {
  const cases = [
    { labels: [], scores: [] },
    { labels: [1], scores: [0.5] },
    { labels: [0, 0, 0], scores: [0.1, 0.2, 0.9] },
    { labels: [1, 1], scores: [0.1, 0.9] },
    { labels: [0, 1], scores: [0, 1] },
    { labels: [0, 1], scores: [0.5, 0.5] },
    { labels: [0, 0, 1, 1], scores: [0, 0, 1, 1] },
    { labels: [0, 1, 0, 1], scores: [0.1, 0.1, 0.1, 0.1] },
  ];
  for (const data of cases) {
    const result = evaluateBinary({ ...data, threshold: 0.5, replicates: 50 });
    for (const name of METRICS) {
      const estimate = result[name];
      for (const x of [estimate.value, estimate.low, estimate.high, estimate.baseline]) expect(x).not.toBeNaN();
      if (estimate.value === null || estimate.low === null) expect(estimate.reason).toBeTruthy();
    }
  }
});

test('a perfect AUROC keeps an interval with width, and says how', () => {
  const { auroc } = evaluateBinary({ labels: [0, 0, 0, 1, 1, 1], scores: [1, 2, 3, 4, 5, 6], threshold: 3.5 });
  expect(auroc.value).toBe(1);
  expect(auroc.low).toBeLessThan(0.9);
  expect(auroc.high).toBe(1);
  expect(auroc.reason).toMatch(/variance is 0/);
});

test('bad input names the row', () => {
  expect(() => evaluateBinary({ labels: [0, 2], scores: [0, 1], threshold: 0.5 })).toThrow(/label 1 is 2/);
  expect(() => evaluateBinary({ labels: [0, 1], scores: [0, Number.NaN], threshold: 0.5 })).toThrow(/score 1 is NaN/);
  expect(() => evaluateBinary({ labels: [0, 1], scores: [0], threshold: 0.5 })).toThrow(/same length/);
});
