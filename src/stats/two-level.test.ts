import { expect, test } from 'vitest';
import { weightedMean } from '../metrics/index.ts';
import { criticalDifference } from './critical-difference.ts';
import { random } from './random.ts';
import { twoLevelMean, twoLevelTest } from './two-level.ts';

const rng = random(5);
const base = Array.from({ length: 300 }, () => rng.normal());
const training = (shift: number) => weightedMean(base.map((x) => x + shift));

test('seed spread and case uncertainty are kept apart', () => {
  // Trainings that differ by a constant: all their spread is of the seeds, all the rest of the cases.
  const seeds = [0.3, 0, -0.3].map(training);
  const result = twoLevelMean(seeds, { n: 300, replicates: 1000 });
  expect(result.seedDeviation[0]).toBeCloseTo(0.3, 10);
  expect(result.components.seeds).toBeCloseTo(0.3 / Math.sqrt(3), 6);
  expect(result.components.cases! / (1 / Math.sqrt(300))).toBeCloseTo(1, 0.5);
  expect(result.standardError).toBeCloseTo(Math.hypot(result.components.seeds!, result.components.cases!), 10);
  expect(result.degreesOfFreedom).toBeLessThan(3); // three seeds leave two, and the cases little more
  expect(result.p).toBeNull();
});

test('noise of the cases in the spread between trainings is not counted twice', () => {
  const noisy = Array.from({ length: 3 }, () => weightedMean(base.map((x) => x + rng.normal())));
  const { components, seedDeviation } = twoLevelMean(noisy, { n: 300, replicates: 1000 });
  expect(components.seeds!).toBeLessThan(seedDeviation[0]! / Math.sqrt(3));
});

test('a difference smaller than the spread of seeds is not significant, though every case agrees', () => {
  const a = [0.5, 0.1, -0.2].map(training);
  const b = [0.4, 0, -0.3].map(training);
  const result = twoLevelTest({ a, b }, { n: 300, replicates: 300 });
  expect(result.difference).toBeCloseTo(0.1, 10);
  expect(result.components.cases).toBeCloseTo(0, 10);
  expect(result.p).toBeGreaterThan(0.5);
  const alone = twoLevelTest({ a: a.slice(0, 1), b: b.slice(0, 1) }, { n: 300, replicates: 300 });
  expect(alone).toMatchObject({ components: { seeds: null }, reason: expect.stringContaining('one training') });
});

test('an undefined metric gives nulls and the reason', () => {
  const empty = weightedMean([null, null]);
  expect(twoLevelMean([empty], { n: 2 })).toMatchObject({
    difference: null,
    reason: expect.stringContaining('undefined'),
  });
  expect(() => twoLevelMean([], { n: 2 })).toThrow(/at least one training/);
});

test('values that no resample and no seed changes have no interval; models that score alike differ by 0, p = 1', () => {
  const constant = (value: number) => [value, value].map((x) => weightedMean(Array<number>(20).fill(x)));
  const options = { n: 20, replicates: 50 };
  const none = { low: null, high: null, p: null, reason: 'the same in every resample' };
  expect(twoLevelMean(constant(1), options)).toMatchObject({ difference: 1, ...none });
  expect(twoLevelMean(constant(0), options)).toMatchObject({ difference: 0, ...none });
  expect(twoLevelTest({ a: constant(1), b: constant(0) }, options)).toMatchObject({ difference: 1, ...none });
  const alike = twoLevelTest({ a: constant(1), b: constant(1) }, options);
  expect(alike).toMatchObject({ difference: 0, low: 0, high: 0, p: 1, reason: 'the models score alike' });
});

test('a critical-difference diagram joins models that do not differ, in the widest bars', () => {
  // Ten data sets, always the same order: mean ranks 1 to 4, critical difference 1.483.
  const scores = Array.from({ length: 10 }, () => [1, 4, 3, 2]);
  const result = criticalDifference(scores, ['d', 'a', 'b', 'c']);
  expect(result.models).toEqual([
    { name: 'a', meanRank: 1 },
    { name: 'b', meanRank: 2 },
    { name: 'c', meanRank: 3 },
    { name: 'd', meanRank: 4 },
  ]);
  expect(result.criticalDifference).toBeCloseTo(1.483, 3);
  expect(result.cliques).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  const few = criticalDifference(scores.slice(0, 2), ['d', 'a', 'b', 'c']);
  expect(few.cliques).toEqual([[0, 3]]); // two data sets cannot tell
  expect(() => criticalDifference(scores, ['a'])).toThrow(/1 names/);
});
