import { expect, test } from 'vitest';
import { random } from '../stats/index.ts';
import { evaluateCases, type LabelledCases, refuseTestForThreshold, stated } from './index.ts';

const rng = random('evaluate');
const N = 240;
const labels = Array.from({ length: N }, () => (rng.next() < 0.4 ? 1 : 0));
const probabilities = Float64Array.from(labels, (label) => 1 / (1 + Math.exp(-(1.5 * label + rng.normal() - 0.7))));
const cases: LabelledCases = {
  source: 'test.csv',
  classes: ['0', '1'],
  imagePaths: labels.map((_, i) => `${i}.png`),
  places: labels.map((_, i) => `test.csv:${i + 2}`),
  labels,
  groupColumn: null,
  groups: null,
  attributes: {
    sex: labels.map((_, i) => (i % 2 === 0 ? 'M' : 'F')),
    age: labels.map((_, i) => (i < 10 ? '009Y' : i < 130 ? '25' : i < 239 ? '070Y' : '')),
    note: labels.map((_, i) => `n${i}`),
    dose: labels.map((_, i) => String(i)),
  },
};
const run = { source: 'a.csv', seed: null, threshold: stated(0.5), probabilities };
const options = { seed: 0, replicates: 200, confidence: 0.95, subgroups: [] as string[] };

test('every metric has a value inside its interval, an n and a baseline', () => {
  const result = evaluateCases(cases, run, { ...options, prevalence: 0.05 });
  for (const name of [
    'auroc',
    'ppv',
    'positiveLikelihoodRatio',
    'kappa',
    'brier',
    'logLoss',
    'ppvAtPrevalence',
    'sensitivityAt90Specificity',
  ] as const) {
    const { value, low, high, n, baseline, method } = result[name]!;
    expect(low!, name).toBeLessThanOrEqual(value!);
    expect(high!, name).toBeGreaterThanOrEqual(value!);
    expect(n, name).toBeGreaterThan(0);
    expect(baseline, name).not.toBeNull();
    expect(method, name).not.toBe('none');
  }
  expect(result.calibrationSlope!.value).toBeGreaterThan(0);
  expect(result.ppvAtPrevalence!.value!).toBeLessThan(result.ppv!.value!);
  expect(result).toMatchObject({ threshold: 0.5, chosenOn: 'stated', trivial: 'all negative' });
});

test('subgroups: words as they are, ages in bands, numbers in quarters; small ones are withheld', () => {
  const { subgroups } = evaluateCases(cases, run, { ...options, subgroups: ['sex', 'age', 'dose'] });
  const names = subgroups!.map(({ column, value }) => `${column} ${value}`);
  expect(names.slice(0, 6)).toEqual(['sex F', 'sex M', 'age below 18', 'age 18–39', 'age 60–79', 'age unknown']);
  expect(names.slice(6)).toEqual(['dose below 60', 'dose 60–119', 'dose 120–179', 'dose 180 and above']);
  const of = (column: string, value: string) => subgroups!.find((s) => s.column === column && s.value === value)!;
  expect(of('age', 'below 18').auroc).toMatchObject({
    value: null,
    low: null,
    reason: expect.stringMatching(/10 cases, fewer than 20/),
  });
  expect(of('sex', 'F').auroc.low).not.toBeNull();
  expect(of('sex', 'F').n + of('sex', 'M').n).toBe(N);
});

test('a column that is not there, or has a value for each image, is named', () => {
  const by = (column: string) => () => evaluateCases(cases, run, { ...options, subgroups: [column] });
  expect(by('hospital')).toThrow(/test\.csv: no column 'hospital'.*sex, age, note/);
  expect(by('note')).toThrow(/240 different values/);
});

test('a threshold is not chosen on the cases it is judged by', () => {
  const validation = { ...cases, imagePaths: ['v.png', '7.png'], places: ['val.csv:2', 'val.csv:3'] };
  expect(() => refuseTestForThreshold(cases, validation)).toThrow(
    /val\.csv:3: 7\.png is a test case too.*never chosen on test/,
  );
  expect(() => refuseTestForThreshold(cases, { ...validation, imagePaths: ['v.png'] })).not.toThrow();
});
