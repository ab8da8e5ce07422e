import { expect, test } from 'vitest';
import { rank, rankedAuroc } from '../metrics/index.ts';
import { bcaBootstrap, percentileBootstrap } from './bootstrap.ts';
import { delongTest } from './delong-test.ts';
import { discordance, mcnemar } from './mcnemar.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { aurocPermutationTest, signFlipTest } from './permutation.ts';
import { random } from './random.ts';

const rng = random(11);
const labels = Array.from({ length: 240 }, () => Number(rng.next() < 0.4));
const a = labels.map((label) => rng.normal(1.6 * label));
const b = labels.map((label, i) => 0.5 * a[i]! + rng.normal(0.3 * label));
const [rankingA, rankingB] = [rank(labels, a), rank(labels, b)];
const metrics = {
  a: (weights: ArrayLike<number>) => rankedAuroc(rankingA, weights),
  b: (weights: ArrayLike<number>) => rankedAuroc(rankingB, weights),
};

test('the bootstrap and the permutation test agree with DeLong on a clear difference', () => {
  const exact = delongTest({ labels, a, b });
  const boot = pairedBootstrap(metrics, { n: labels.length, strata: labels, replicates: 1000 });
  expect(exact.p).toBeLessThan(0.01);
  expect(boot.difference).toBeCloseTo(exact.difference!, 12);
  expect(boot.low).toBeCloseTo(exact.low!, 1.5);
  expect(boot.high).toBeCloseTo(exact.high!, 1.5);
  expect(boot.standardError! / exact.standardError!).toBeCloseTo(1, 1);
  expect(boot.p).toBeLessThan(0.01);
  expect(aurocPermutationTest({ labels, a, b }, { permutations: 300 }).p).toBeLessThan(0.02);
});

test('a model against itself: no difference, p = 1, in every test', () => {
  const same = { labels, a, b: a };
  expect(delongTest(same)).toMatchObject({ difference: 0, p: 1, reason: expect.stringContaining('alike') });
  expect(pairedBootstrap({ a: metrics.a, b: metrics.a }, { n: labels.length, replicates: 50 }).p).toBe(1);
  expect(aurocPermutationTest(same, { permutations: 50 }).p).toBe(1);
  const right = labels.map((label) => label === 1);
  expect(mcnemar(discordance(right, right))).toMatchObject({ difference: 0, p: 1 });
});

test('two models alike, where most resamples leave the metric undefined: no p', () => {
  const rarely = (weights: ArrayLike<number>) => (weights[0] === 1 && weights[1] === 1 ? 0.5 : null);
  const { p, low, reason } = pairedBootstrap({ a: rarely, b: rarely }, { n: 30, replicates: 200 });
  expect([p, low]).toEqual([null, null]);
  expect(reason).toMatch(/^undefined in/);
});

test('copies of patients buy no significance when the test knows the patients', () => {
  const copies = <T>(list: readonly T[]) => [...list, ...list, ...list];
  const small = { labels: labels.slice(0, 40), a: a.slice(0, 40), b: b.slice(0, 40) };
  const [ra, rb] = [rank(copies(small.labels), copies(small.a)), rank(copies(small.labels), copies(small.b))];
  const both = { a: (w: ArrayLike<number>) => rankedAuroc(ra, w), b: (w: ArrayLike<number>) => rankedAuroc(rb, w) };
  const patients = copies(small.labels.map((_, i) => i));
  const naive = pairedBootstrap(both, { n: 120, strata: copies(small.labels), replicates: 500 });
  const honest = pairedBootstrap(both, { n: 120, strata: copies(small.labels), clusters: patients, replicates: 500 });
  expect(honest.standardError! / naive.standardError!).toBeCloseTo(Math.sqrt(3), 0);
});

test('the sign-flip test is exact on few cases', () => {
  // all five differences positive: only the all-plus and the all-minus flips are as extreme
  expect(signFlipTest([1, 2, 3, 4, 5])).toMatchObject({ p: 2 / 32, test: 'paired permutation (exact)' });
  expect(signFlipTest([0.1, 0.2, 0.3], { clusters: ['x', 'x', 'y'] }).p).toBe(0.5);
  expect(signFlipTest([])).toMatchObject({ p: null, reason: expect.stringContaining('undefined') });
});

test('BCa corrects a skewed statistic, where the percentile interval sits too low', () => {
  const skewed = Array.from({ length: 30 }, () => Math.exp(rng.normal()));
  const variance = (weights: ArrayLike<number>) => {
    const total = skewed.reduce((sum, _, i) => sum + weights[i]!, 0);
    const mean = skewed.reduce((sum, x, i) => sum + weights[i]! * x, 0) / total;
    return skewed.reduce((sum, x, i) => sum + weights[i]! * (x - mean) ** 2, 0) / total;
  };
  const bca = bcaBootstrap(variance, { n: 30, replicates: 1000 });
  const percentile = percentileBootstrap((weights) => ({ variance: variance(weights) }), { n: 30, replicates: 1000 });
  expect(bca.method).toBe('BCa bootstrap (1000)');
  expect(bca.low).toBeGreaterThan(percentile.variance.low!);
  expect(bca.high).toBeGreaterThan(percentile.variance.high!);
  // no spread is not certainty
  const constant = bcaBootstrap(() => 1, { n: 30, replicates: 20 });
  expect(constant).toMatchObject({ value: 1, low: null, high: null, reason: 'the same in every resample' });
});

test('paired tests on one class, or one case of a class, say why they cannot', () => {
  expect(delongTest({ labels: [0, 0], a: [1, 2], b: [2, 1] })).toMatchObject({
    p: null,
    reason: expect.stringContaining('needs'),
  });
  expect(delongTest({ labels: [0, 1, 0], a: [1, 2, 3], b: [2, 1, 3] }).reason).toMatch(/class of one case/);
  expect(mcnemar({ onlyA: 0, onlyB: 0, n: 0 })).toMatchObject({ p: null, reason: 'no cases' });
});
