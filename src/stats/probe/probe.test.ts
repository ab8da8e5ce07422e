import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  chooseLinearProbe,
  chooseNeighbours,
  fitLogisticRegression,
  fitStandardiser,
  logisticProbabilities,
  neighbourVotes,
  standardise,
  takeRows,
} from './index.ts';

interface Golden {
  name: string;
  columns: number;
  classes: number;
  half: number;
  features: number[];
  labels: number[];
  mean: number[];
  sd: number[];
  fits: { c: number; weights: number[]; intercepts: number[]; probabilities: number[] }[];
  votes: { k: number; temperature: number | null; shares: number[] }[];
}

const goldens: Golden[] = JSON.parse(
  readFileSync(new URL('../../../test/golden/stats/probe.json', import.meta.url), 'utf8'),
);

const gap = (a: ArrayLike<number>, b: readonly number[]) => Math.max(...b.map((v, i) => Math.abs(v - a[i]!)));

describe.each(goldens)('against scikit-learn: $name', (golden) => {
  const { columns, classes, half, labels } = golden;
  const all = { rows: labels.length, columns, data: Float64Array.from(golden.features) };
  const indices = labels.map((_, i) => i);
  const known = takeRows(all, indices.slice(0, half));
  const own = labels.slice(0, half);
  const scaler = fitStandardiser(known);
  const [train, queries] = [standardise(known, scaler), standardise(takeRows(all, indices.slice(half)), scaler)];

  test('standardised columns', () => {
    expect(gap(scaler.mean, golden.mean)).toBeLessThan(1e-8);
    expect(gap(scaler.sd, golden.sd)).toBeLessThan(1e-8);
  });

  test.each(golden.fits)('logistic regression at C = $c', ({ c, weights, intercepts, probabilities }) => {
    const model = fitLogisticRegression(train, own, classes, { c });
    expect(gap(model.weights.data, weights)).toBeLessThan(1e-6);
    expect(gap(model.intercepts, intercepts)).toBeLessThan(1e-6);
    expect(gap(logisticProbabilities(model, queries), probabilities)).toBeLessThan(1e-6);
    const elsewhere = fitLogisticRegression(train, own, classes, { c: c * 10 });
    const again = fitLogisticRegression(train, own, classes, { c, start: elsewhere });
    expect(gap(again.weights.data, [...model.weights.data])).toBeLessThan(1e-7);
  });

  test.each(golden.votes)('$k neighbours, temperature $temperature', ({ k, temperature, shares }) => {
    const [votes] = neighbourVotes(train, own, queries, { classes, counts: [k], temperature });
    expect(gap(votes!, shares)).toBeLessThan(1e-8);
  });
});

test('the strength is the one of least validation loss, and the fewest of equally good neighbours are asked', () => {
  const line = (values: number[]) => ({ rows: values.length, columns: 1, data: Float64Array.from(values) });
  const train = { features: line([-2, -1, 1, 2]), labels: [0, 0, 1, 1] };
  const validation = { features: line([-1.5, 1.5, 0.2]), labels: [0, 1, 0] };
  const { c, path, model } = chooseLinearProbe(train, validation, 2, [100, 0.01, 1]);
  expect(path.map((p) => p.c)).toEqual([0.01, 1, 100]);
  expect(path.find((p) => p.c === c)!.logLoss).toBe(Math.min(...path.map((p) => p.logLoss)));
  expect(model.weights.data[0]).toBeGreaterThan(0);
  const chosen = chooseNeighbours(train, validation, { classes: 2, temperature: null, counts: [2, 1, 4, 9] });
  expect(chosen.path.map((p) => p.k)).toEqual([2, 1, 4]);
  expect(chosen.k).toBe(2);
});

test('a constant column counts for nothing, and one class cannot be fitted', () => {
  const features = { rows: 3, columns: 2, data: Float64Array.of(1, 5, 2, 5, 3, 5) };
  expect([...standardise(features, fitStandardiser(features)).data].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 0]);
  expect(() => fitLogisticRegression(features, [1, 1, 1], 2, { c: 1 })).toThrow('at least two classes');
  expect(() => fitLogisticRegression(features, [1, 0], 2, { c: 1 })).toThrow('2 labels for 3 rows');
});
