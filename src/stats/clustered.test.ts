import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../test/golden/golden-rows.ts';
import { goldenCase, lcg } from '../../test/golden/metrics/cases.ts';
import { clusteredAurocInterval, clusteredDelongTest } from './clustered.ts';
import { aurocInterval } from './delong.ts';
import { delongTest } from './delong-test.ts';
import { meanInterval, pairedMeanTest } from './mean.ts';
import { signFlipTest } from './permutation.ts';
import { clusteredProportion, wilson } from './proportion.ts';

function patientsOf(i: number, n: number): number[] {
  const next = lcg(i * 53 + 19);
  for (let skip = 0; skip < 5; skip++) next();
  return Array.from({ length: n }, () => next() % (2 + Math.floor(n / 3)));
}

test("Obuchowski's DeLong, means by patient and exact sign flips agree with brute force, statsmodels and SciPy on 1,000 cases", () => {
  const golden = goldenRows('stats/clustered.json');
  const computed = (i: number) => {
    const { labels, a, b } = goldenCase(i);
    const clusters = patientsOf(i, labels.length);
    const right = (scores: number[]) => labels.map((y, j) => Number(Number(scores[j]! >= 0.4) === y));
    const brier = meanInterval(
      a.map((p, j) => (p - labels[j]!) ** 2),
      { clusters },
    );
    const accuracy = meanInterval(right(a), { clusters });
    const { statistic, p } = clusteredDelongTest({ labels, a, b, clusters });
    const spread = accuracy.standardError !== null;
    const [rightA, rightB] = [right(a), right(b)];
    const few = labels.slice(0, 8).map((_, j) => rightA[j]! - rightB[j]! + a[j]! - b[j]!);
    return {
      aurocSe: clusteredAurocInterval({ labels, scores: a, clusters }).standardError,
      z: statistic,
      p: statistic === null ? null : p,
      accuracy: spread ? accuracy.value : null,
      accuracySe: accuracy.standardError,
      brier: spread ? brier.value : null,
      brierSe: brier.standardError,
      signFlip: signFlipTest(few).p,
    };
  };
  expect(differences(golden, computed)).toEqual([]);
});

test('with one case a patient, every clustered form is the plain one', () => {
  const { labels, a, b } = goldenCase(3);
  const clusters = labels.map((_, i) => `patient ${i}`);
  const [plain, byPatient] = [aurocInterval(labels, a), clusteredAurocInterval({ labels, scores: a, clusters })];
  expect(byPatient.low).toBeCloseTo(plain.low!, 12);
  expect(byPatient.high).toBeCloseTo(plain.high!, 12);
  expect(clusteredDelongTest({ labels, a, b, clusters }).p).toBeCloseTo(delongTest({ labels, a, b }).p!, 12);
  const many = Array.from({ length: 4000 }, (_, i) => Number(i % 5 > 0));
  const share = clusteredProportion(
    many,
    many.map((_, i) => i),
  );
  expect(share.low).toBeCloseTo(wilson(3200, 4000).low!, 4);
  expect(share.high).toBeCloseTo(wilson(3200, 4000).high!, 4);
});

test('patients that agree within themselves count once', () => {
  const values = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1];
  const patients = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'];
  const [naive, honest] = [meanInterval(values), meanInterval(values, { clusters: patients })];
  expect(honest.value).toBe(naive.value);
  expect(honest.degreesOfFreedom).toBe(2);
  expect(honest.standardError! / naive.standardError!).toBeGreaterThan(1.9);
  const all = clusteredProportion([1, 1, 1, 1], ['a', 'a', 'b', 'b']);
  expect(all).toMatchObject({
    value: 1,
    high: 1,
    low: wilson(2, 2).low,
    reason: expect.stringContaining('counted as one'),
  });
});

test('a paired t test says why it cannot', () => {
  expect(pairedMeanTest([])).toMatchObject({ p: null, reason: 'no cases' });
  expect(pairedMeanTest([0, 0, 0])).toMatchObject({ difference: 0, p: 1 });
  expect(pairedMeanTest([0.1, 0.1])).toMatchObject({ p: null, reason: expect.stringContaining('no spread') });
  expect(pairedMeanTest([1, null, 3, 2]).n).toBe(3);
  expect(() => pairedMeanTest([1, Number.NaN])).toThrow(/value 1 is NaN/);
});

test('the interval of a mean is cut at what its values can be', () => {
  const dice = [0, 0, 0.02, 0.6];
  expect(meanInterval(dice).low).toBeLessThan(0);
  expect(meanInterval(dice, { range: [0, 1] })).toMatchObject({ low: 0, high: meanInterval(dice).high });
});
