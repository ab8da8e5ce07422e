import { expect, test } from 'vitest';
import { delongTest, random } from '../stats/index.ts';
import { compareModels, type LabelledCases, type ScoredModel, stated } from './index.ts';

const N = 300;
const rng = random('compare');
const labels = Array.from({ length: N }, () => (rng.next() < 0.4 ? 1 : 0));
const truth = labels.map((label) => 1.5 * label + rng.normal());
const cases: LabelledCases = {
  source: 'test.csv',
  classes: ['0', '1'],
  imagePaths: labels.map((_, i) => `${i}.png`),
  places: labels.map((_, i) => `test.csv:${i + 2}`),
  labels,
  groupColumn: null,
  groups: null,
  attributes: {},
};

/** A model that sees the truth through noise. */
function model(name: string, noise: number, seeds = 1): ScoredModel {
  const runs = Array.from({ length: seeds }, (_, seed) => {
    const own = random(name, seed);
    const probabilities = Float64Array.from(truth, (x) => 1 / (1 + Math.exp(-(x + own.normal(0, noise)))));
    return { source: `${name}.csv`, seed: seeds > 1 ? seed : null, threshold: stated(0.5), probabilities };
  });
  return { name, runs };
}
const options = { version: '0', replicates: 300 };
const compare = (models: readonly ScoredModel[], more = {}) =>
  compareModels(cases, models, { ...options, ...more }).comparison;

test('the better of two wins, whichever comes first, and the sentence gives difference, interval and p', () => {
  const [good, bad] = [model('good', 0.1), model('bad', 3)];
  const first = compare([good, bad]);
  expect(first.verdict).toMatchObject({ decision: 'a', winner: 'good' });
  expect(first.verdict.sentence).toMatch(/^good is better by 0\.\d{3} AUROC \(0\.\d{3} to 0\.\d{3}\), p < 0\.001\.$/);
  expect(compare([bad, good]).verdict).toMatchObject({ decision: 'b', winner: 'good' });
  const pair = first.pairs.find((p) => p.metric === 'auroc')!;
  const known = delongTest({ labels, a: good.runs[0]!.probabilities, b: bad.runs[0]!.probabilities });
  expect(pair).toMatchObject({ a: 'good', b: 'bad', difference: known.difference, p: known.p, test: 'DeLong' });
});

test('what cannot be told is not, and the smallest detectable difference is named', () => {
  const { verdict, minimumDetectableDifference, pairs } = compare([model('a', 0.5), model('b', 0.51)]);
  expect(verdict).toMatchObject({ decision: 'cannot tell', winner: null });
  expect(verdict.sentence).toMatch(
    /^This test set cannot tell: the smallest difference it could have seen is 0\.\d{3}/,
  );
  const { standardError } = pairs[0]!;
  expect(minimumDetectableDifference).toBeCloseTo((1.959964 + 0.841621) * standardError!, 6);
});

test('equivalence needs a margin, and data enough for it', () => {
  const alike = [model('a', 0.05), model('b', 0.05)];
  expect(compare(alike).verdict.decision).toBe('cannot tell');
  const within = compare(alike, { margin: 0.03 });
  expect(within.verdict).toMatchObject({ decision: 'equivalent', winner: null });
  expect(within.verdict.sentence).toMatch(/within the margin of 0\.03 stated beforehand/);
  expect(compare(alike, { margin: 0.0001 }).verdict.decision).toBe('cannot tell');
  expect(() => compare(alike, { margin: -1 })).toThrow(/margin/);
});

test('of several, the winner beats every other one after Holm, and the closest rival is spoken of', () => {
  const clear = compare([model('bad', 3), model('good', 0.05), model('worse', 6)]);
  expect(clear.verdict).toMatchObject({ decision: 'b', a: 'bad', b: 'good', winner: 'good' });
  expect(clear.verdict.sentence).toMatch(/better than each of the 2 others; than bad, the closest, .*Holm-adjusted p/);
  expect(clear.pairs.filter((p) => p.metric === 'auroc')).toHaveLength(3);
  for (const { p, pAdjusted } of clear.pairs) expect(pAdjusted!).toBeGreaterThanOrEqual(p!);
  const close = compare([model('a', 0.3), model('bad', 4), model('b', 0.3)]);
  expect(close.verdict).toMatchObject({ decision: 'cannot tell', a: 'a', b: 'b' });
  expect(close.verdict.sentence).toMatch(/bad is worse than [ab]\./);
});

test('identical models: no difference, no NaN, and a planned detectable difference', () => {
  const one = model('one', 0.5);
  const { verdict, minimumDetectableDifference, detectable } = compare([one, { ...one, name: 'two' }]);
  expect(verdict).toMatchObject({ decision: 'cannot tell' });
  expect(minimumDetectableDifference).toBeGreaterThan(0);
  expect(detectable.method).toMatch(/Hanley/);
  expect(JSON.stringify(compare([one, { ...one, name: 'two' }]))).not.toMatch(/NaN|Infinity/);
});

test('patients who repeat are clustered', () => {
  const groups = labels.map((_, i) => `p${Math.floor(i / 3)}`);
  const { comparison } = compareModels(
    { ...cases, groups, groupColumn: 'patient_id' },
    [model('a', 0.1), model('b', 1)],
    options,
  );
  expect(comparison.pairs.map((p) => p.test)).toEqual([
    expect.stringMatching(/by patient/),
    expect.stringMatching(/by patient/),
  ]);
  expect(comparison.models[0]!.auroc.method).toMatch(/by patient/);
  expect(comparison.test).toMatchObject({ groups: 100, groupColumn: 'patient_id' });
});

test('with seeds, the spread between them and that of the cases are kept apart, and both are in the interval', () => {
  const { models, pairs } = compare([model('a', 0.3, 3), model('b', 2, 3)]);
  const [a] = models;
  const mean = a!.runs.reduce((sum, run) => sum + run.auroc!, 0) / 3;
  expect(a!.auroc.value).toBeCloseTo(mean, 12);
  expect(a!.spread!.both!).toBeGreaterThanOrEqual(a!.spread!.cases!);
  expect(a!.runs.map((r) => r.seed)).toEqual([0, 1, 2]);
  expect(pairs[0]!.test).toMatch(/two-level/);
});

test('more than two classes: macro AUROC decides', () => {
  const classes = ['x', 'y', 'z'];
  const three = labels.map((_, i) => i % 3);
  const of = (name: string, strength: number): ScoredModel => {
    const own = random(name);
    const probabilities = Float64Array.from(
      three.flatMap((label) => {
        const e = classes.map((_, c) => Math.exp(own.normal(c === label ? strength : 0)));
        return e.map((v) => v / e.reduce((s, x) => s + x, 0));
      }),
    );
    return { name, runs: [{ source: name, seed: null, threshold: null, probabilities }] };
  };
  const { comparison } = compareModels(
    { ...cases, classes, labels: three },
    [of('strong', 3), of('weak', 0.5)],
    options,
  );
  expect(comparison.verdict).toMatchObject({ decision: 'a', winner: 'strong' });
  expect(comparison.models[0]!.brier!.baseline).toBeCloseTo(2 / 3, 10);
  expect(comparison.test.positives).toBeNull();
});
