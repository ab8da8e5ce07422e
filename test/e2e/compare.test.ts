import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { random } from '../../src/stats/index.ts';
import { fovea, foveaJson, type Outcome, temporaryFolder } from './fovea.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const N = 200;
const rng = random('compare e2e');
const labels = Array.from({ length: N }, () => (rng.next() < 0.4 ? 1 : 0));
const truth = labels.map((label) => 2 * label + rng.normal() - 1);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function write(name: string, lines: readonly string[]): string {
  const path = join(folder.path, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
const image = (i: number, set = 'test') => `${set}/${i}.png`;
const labelFile = (name: string, set: string) =>
  write(name, [
    'image_path,label,patient_id,sex',
    ...labels.map((label, i) => `${image(i, set)},${label},p${i >> 1},${i % 3 === 0 ? 'F' : 'M'}`),
  ]);
const predictionFile = (name: string, noise: number, set = 'test') => {
  const own = random(name);
  const rows = truth.map((x, i) => `${image(i, set)},${sigmoid(x + own.normal(0, noise))},0`);
  return write(name, ['image_path,probability,Label', ...rows]);
};
const test1 = labelFile('test.csv', 'test');
const validation = labelFile('val.csv', 'val');
const [good, bad] = [predictionFile('good.csv', 0.1), predictionFile('bad.csv', 4)];
const out = join(folder.path, 'study');
const compare = (...more: string[]) => fovea('compare', '--labels', test1, '--out', out, ...more);

interface Comparison {
  models: Record<string, Record<string, unknown>>[];
  pairs: Record<string, unknown>[];
  minimumDetectableDifference: number;
  verdict: { decision: string; sentence: string };
}

test('compare prints models, pairs, detectable difference and verdict, and writes the study', () => {
  const args = ['compare', '--predictions', good, bad, '--labels', test1, '--groups', 'patient_id', '--out', out];
  const result = foveaJson(...args) as unknown as Comparison;
  expect(result.models.map((m) => m.name)).toEqual(['good', 'bad']);
  for (const key of ['value', 'low', 'high', 'method', 'n', 'baseline'])
    expect(result.models[0]!.auroc).toHaveProperty(key);
  for (const key of ['a', 'b', 'metric', 'difference', 'low', 'high', 'test', 'p', 'pAdjusted']) {
    expect(result.pairs[0]).toHaveProperty(key);
  }
  expect(result.minimumDetectableDifference).toBeGreaterThan(0);
  expect(result.verdict.decision).toBe('a');
  const written = JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8'));
  expect(written.verdict).toEqual(result.verdict);
  const cases = JSON.parse(readFileSync(join(out, 'cases.json'), 'utf8'));
  expect(cases.models[1].runs[0].probabilities).toHaveLength(N);
  expect(cases.attributes.sex).toHaveLength(N);

  const { stdout, status } = compare('--predictions', good, bad);
  expect(status).toBe(0);
  expect(stdout.indexOf('could have seen')).toBeLessThan(stdout.indexOf('Verdict: good is better by'));
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('thresholds come from validation files; from the test files they are refused', () => {
  const [goodVal, badVal] = [predictionFile('good-val.csv', 0.1, 'val'), predictionFile('bad-val.csv', 4, 'val')];
  const chosen = ['--validation-predictions', goodVal, badVal, '--validation-labels', validation];
  const args = ['compare', '--predictions', good, bad, '--labels', test1, '--out', out, ...chosen];
  const { models } = foveaJson(...args, '--rule', 'sensitivity=0.9') as unknown as Comparison;
  expect(models[0]!.threshold).toMatchObject({
    chosenOn: 'validation',
    rule: expect.stringMatching(/sensitivity ≥ 0\.9/),
  });
  const onTest = ['--predictions', good, bad, '--validation-predictions', good, bad, '--validation-labels', test1];
  refused(
    compare(...onTest),
    1,
    /test\.csv:2: test\/0\.png is a test case too; a threshold is never chosen on test data/,
  );
  refused(compare('--predictions', good, bad, '--rule', 'youden'), 2, /never on test data/);
});

test('evaluate measures any prediction file, by subgroup and at a stated prevalence', () => {
  const args = ['evaluate', '--predictions', good, '--labels', test1, '--subgroups', 'sex', '--prevalence', '0.02'];
  const result = foveaJson(...args) as unknown as Record<string, { value: number; baseline: number }> & {
    subgroups: unknown[];
  };
  for (const name of ['auroc', 'brier', 'kappa', 'calibrationSlope', 'positiveLikelihoodRatio', 'npvAtPrevalence']) {
    expect(result[name], name).toMatchObject({
      value: expect.any(Number),
      low: expect.any(Number),
      n: expect.any(Number),
    });
  }
  expect(result.ppvAtPrevalence!.baseline).toBe(0.02);
  expect(result.subgroups).toHaveLength(2);
  expect(result).toMatchObject({ threshold: 0.5, chosenOn: 'stated' });
  for (const line of fovea(...args).stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('evaluate --report FILE writes the report of a prediction file, or beside it', () => {
  const args = ['evaluate', '--predictions', good, '--labels', test1, '--replicates', '200'];
  const file = join(folder.path, 'of-files.html');
  expect(foveaJson(...args, '--report', file).report).toBe(file);
  expect(readFileSync(file, 'utf8').includes('AUROC in subgroups')).toBe(true);
  const beside = good.replace(/\.csv$/, '.html');
  expect(foveaJson(...args, '--report').report).toBe(beside);
  expect(existsSync(beside)).toBe(true);
});

let number = 0;
const edited = (edit: (lines: string[]) => string[]) =>
  write(`edited${number++}.csv`, edit(readFileSync(good, 'utf8').trim().split('\n')));
const oneClass = () => write('one.csv', ['image_path,label', ...labels.map((_, i) => `${image(i)},0`)]);

test('bad prediction and label files are one line that names the row, and write nothing', () => {
  const dir = join(folder.path, 'none');
  const bads: [string, string, RegExp][] = [
    [edited((l) => [...l.slice(0, -1), 'other/1.png,0.5,0']), test1, /test\.csv:201: test\/199\.png has no prediction/],
    [edited((l) => [...l, l[4]!]), test1, /edited1\.csv:202: test\/3\.png is already in line 5/],
    [
      edited((l) => l.map((x, i) => (i === 7 ? 'test/6.png,1.5,0' : x))),
      test1,
      /edited2\.csv:8: probability of test\/6\.png is 1\.5/,
    ],
    [
      good,
      write('gap.csv', ['image_path,label', 'test/0.png,1', 'test/1.png,']),
      /gap\.csv:3: label of test\/1\.png is empty/,
    ],
    [good, oneClass(), /one\.csv: all 200 cases are '0'.*one class/],
  ];
  for (const [predictions, truths, message] of bads) {
    const files = ['--predictions', predictions, bad, '--labels', truths, '--out', dir];
    refused(fovea('compare', ...files), 1, message);
    refused(fovea('evaluate', '--predictions', predictions, '--labels', truths), 1, message);
  }
  expect(existsSync(dir)).toBe(false);
});

test('wrong use is status 2', () => {
  refused(compare('--predictions', good), 2, /two files or more/);
  refused(fovea('compare', '--predictions', good, bad), 2, /--labels/);
  refused(fovea('evaluate'), 2, /--predictions and --labels/);
  refused(compare('--predictions', good, bad, '--margin', 'small'), 2, /--margin takes a number/);
});

function refused({ status, stderr }: Outcome, expected: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(expected);
}
