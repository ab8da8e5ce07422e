import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as m from './index.ts';

/** Cases with ties and certain probabilities, and how often each is drawn. */
const cases = fc.array(
  fc.record({
    label: fc.nat(1),
    p: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 0.75, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    guess: fc.nat(2),
    truth: fc.nat(2),
    times: fc.nat(3),
  }),
  { maxLength: 25 },
);

const rowOf = (p: number, guess: number) => [p / 2, (1 - p) / 2, guess / 4];

/** What each metric gives on the cases repeated, and under weights. */
function both(list: { label: number; p: number; guess: number; truth: number; times: number }[]) {
  const drawn = list.flatMap((x) => Array<(typeof list)[0]>(x.times).fill(x));
  const columns = (from: typeof list) => ({
    labels: from.map((x) => x.label),
    p: from.map((x) => x.p),
    truth: from.map((x) => x.truth),
    guess: from.map((x) => x.guess),
    rows: from.map((x) => rowOf(x.p, x.guess)),
  });
  const [all, repeated] = [columns(list), columns(drawn)];
  const weights = list.map((x) => x.times);
  const plain = (c: typeof all) => ({
    auroc: m.auroc(c.labels, c.p),
    partial: m.partialAuroc(c.labels, c.p, 0.3)?.standardised ?? null,
    averagePrecision: m.averagePrecision(c.labels, c.p),
    f1: m.f1(m.confusionMatrix(c.labels, c.p, 0.5)),
    mcc: m.mcc(m.confusionMatrix(c.labels, c.p, 0.5)),
    netBenefit: m.netBenefit(c.labels, c.p, [0.3])[0]!.model,
    brier: m.brierScore(c.labels, c.p),
    logLoss: m.logLoss(c.labels, c.p),
    ece: m.calibrationError(c.labels, c.p)?.expected ?? null,
    mce: m.calibrationError(c.labels, c.p)?.maximum ?? null,
    eceMass: m.calibrationError(c.labels, c.p, { binning: 'equal mass', bins: 4 })?.expected ?? null,
    kappa: m.kappa(m.classTable(c.truth, c.guess, 3), 'quadratic'),
    accuracy: m.classMetrics(m.classTable(c.truth, c.guess, 3)).accuracy,
    macroF1: m.classMetrics(m.classTable(c.truth, c.guess, 3)).macroF1,
    multiMcc: m.classMetrics(m.classTable(c.truth, c.guess, 3)).mcc,
  });
  const table = m.weightedClassTable(all.truth, all.guess, 3);
  const decision = { labels: all.labels, scores: all.p, threshold: 0.5 };
  const of = {
    auroc: m.weightedAuroc(all.labels, all.p)(weights),
    partial: m.weightedPartialAuroc(all.labels, all.p, 0.3)(weights),
    averagePrecision: m.weightedAveragePrecision(all.labels, all.p)(weights),
    f1: m.weightedDecision(m.f1, decision)(weights),
    mcc: m.weightedDecision(m.mcc, decision)(weights),
    netBenefit: m.weightedNetBenefit(all.labels, all.p, 0.3)(weights),
    brier: m.weightedBrier(all.labels, all.p)(weights),
    logLoss: m.weightedLogLoss(all.labels, all.p)(weights),
    ece: m.weightedCalibrationError(all.labels, all.p)(weights)?.expected ?? null,
    mce: m.weightedCalibrationError(all.labels, all.p)(weights)?.maximum ?? null,
    eceMass:
      m.weightedCalibrationError(all.labels, all.p, { binning: 'equal mass', bins: 4 })(weights)?.expected ?? null,
    kappa: m.weightedKappa({ labels: all.truth, predicted: all.guess, classes: 3 }, 'quadratic')(weights),
    accuracy: m.classMetrics(table(weights)).accuracy,
    macroF1: m.classMetrics(table(weights)).macroF1,
    multiMcc: m.classMetrics(table(weights)).mcc,
  };
  return { of, plain: plain(repeated), all, repeated, weights };
}

const close = (got: number | null, want: number | null) =>
  got === null || want === null ? got === want : Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want));

test('a whole-number weight is the same as repeating the case, for every weighted metric', () => {
  fc.assert(
    fc.property(cases, (list) => {
      const { of, plain } = both(list);
      for (const name in plain) {
        const key = name as keyof typeof plain;
        expect(close(of[key], plain[key]), `${name}: ${of[key]}, not ${plain[key]}`).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('so it is for the AUROCs of several classes and for calibration slopes', () => {
  fc.assert(
    fc.property(cases, (list) => {
      const { all, repeated, weights } = both(list);
      if (list.length === 0) return;
      const of = m.weightedMulticlassAuroc(all.truth, all.rows)(weights);
      const plain = m.multiclassAuroc(repeated.truth, repeated.rows);
      if (repeated.truth.length > 0) {
        expect(close(of.macro, plain.macro)).toBe(true);
        expect(close(of.weighted, plain.weighted)).toBe(true);
        expect(close(of.micro, plain.micro)).toBe(true);
      }
      const slopes = m.weightedCalibrationSlope(all.labels, all.p)(weights);
      const fit = m.calibrationSlope(repeated.labels, repeated.p);
      expect(slopes.slope === null).toBe(fit.slope === null);
      if (slopes.slope !== null) expect(slopes.slope).toBeCloseTo(fit.slope!, 5);
      expect(slopes.inTheLarge === null).toBe(fit.inTheLarge === null);
    }),
    { numRuns: 200 },
  );
});

test('a weighted median is that of the repeated values; null values are left out of means and medians', () => {
  const values = [3, null, 1, 2, 10];
  expect(m.weightedMedian(values)([1, 1, 1, 1, 1])).toBe(2.5);
  expect(m.weightedMedian(values)([3, 9, 1, 0, 1])).toBe(3);
  expect(m.weightedMedian(values)([0, 5, 0, 0, 0])).toBeNull();
  expect(m.weightedMean(values)([1, 1, 1, 0, 0])).toBe(2);
  expect(m.weightedMean(values)([0, 1, 0, 0, 0])).toBeNull();
  expect(() => m.weightedMean([1, Number.NaN])).toThrow(/value 1 is NaN/);
});

test('metrics of several classes by hand', () => {
  const { accuracy, balancedAccuracy, macroF1, mcc, sensitivities } = m.classMetrics([
    [2, 0, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  expect([accuracy, balancedAccuracy]).toEqual([0.75, 0.75]);
  expect(macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  expect(mcc).toBeCloseTo(1 / Math.sqrt(3), 12);
  expect(sensitivities).toEqual([1, 0.5, null]);
});
