import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../test/golden/golden-rows.ts';
import { goldenCase, lcg } from '../../test/golden/metrics/cases.ts';
import * as m from './index.ts';

test('rank metrics, Brier and log loss agree with scikit-learn on 1,000 cases', () => {
  const computed = (i: number) => {
    const { labels, a } = goldenCase(i);
    return {
      auroc: m.auroc(labels, a),
      averagePrecision: m.averagePrecision(labels, a),
      partial: m.partialAuroc(labels, a, 0.2)?.standardised ?? null,
      brier: m.brierScore(labels, a),
      logLoss: m.logLoss(labels, a),
    };
  };
  expect(differences(goldenRows('metrics/ranks.json'), computed)).toEqual([]);
});

test('decision metrics agree with scikit-learn on 1,000 cases', () => {
  const computed = (i: number) => {
    const { labels, a } = goldenCase(i);
    const confusion = m.confusionMatrix(labels, a, 0.4);
    const { tp, fp, tn, fn } = confusion;
    return {
      ...confusion,
      accuracy: m.accuracy(confusion),
      sensitivity: m.sensitivity(confusion),
      specificity: m.specificity(confusion),
      ppv: m.ppv(confusion),
      npv: m.npv(confusion),
      f1: m.f1(confusion),
      mcc: m.mcc(confusion),
      balancedAccuracy: m.balancedAccuracy(confusion),
      kappa: m.kappa([
        [tn, fp],
        [fn, tp],
      ]),
    };
  };
  expect(differences(goldenRows('metrics/decisions.json'), computed)).toEqual([]);
});

test('ROC and precision-recall curves agree with scikit-learn, point by point', () => {
  const path = new URL('../../test/golden/metrics/curves.json', import.meta.url);
  const golden = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, number[]>>;
  for (const [i, expected] of Object.entries(golden)) {
    const { labels, a } = goldenCase(Number(i));
    const roc = m.rocCurve(labels, a)!;
    const pr = m.prCurve(labels, a)!;
    const close = (actual: Float64Array, wanted: number[]) => {
      expect(actual.length).toBe(wanted.length);
      wanted.forEach((x, j) => {
        expect(actual[j]).toBeCloseTo(x, 10);
      });
    };
    close(roc.falsePositiveRate, expected.fpr!);
    close(roc.truePositiveRate, expected.tpr!);
    close(roc.thresholds.subarray(1), expected.thresholds!);
    // scikit-learn stops at full recall; ours goes on to the lowest score
    close(pr.precision.subarray(0, expected.precision!.length), expected.precision!);
    close(pr.recall.subarray(0, expected.recall!.length), expected.recall!);
  }
});

test('multi-class AUROC and weighted kappa agree with scikit-learn on 1,000 cases', () => {
  const computed = (i: number) => {
    const next = lcg(i * 31 + 5);
    for (let skip = 0; skip < 5; skip++) next();
    const n = 20 + (next() % 40);
    const k = 3 + (next() % 3);
    const levels = [4, 1000][next() % 2]!;
    const labels = Array.from({ length: n }, () => next() % k);
    const scores = labels.map((label) =>
      Array.from({ length: k }, (_, c) => ((next() % levels) + (c === label ? Math.floor(levels / 2) : 0)) / levels),
    );
    const guess = labels.map((label) => (next() % 3 === 0 ? next() % k : label));
    const { macro, weighted, micro, reason } = m.multiclassAuroc(labels, scores);
    const table = m.classTable(labels, guess, k);
    return {
      ...(reason ? { macro: null, weighted: null, micro: null } : { macro, weighted, micro }),
      kappa: m.kappa(table),
      linearKappa: m.kappa(table, 'linear'),
      quadraticKappa: m.kappa(table, 'quadratic'),
    };
  };
  expect(differences(goldenRows('metrics/multiclass.json'), computed)).toEqual([]);
});

test('calibration slope, intercept, Platt and temperature agree with statsmodels and SciPy on 1,000 cases', () => {
  const computed = (i: number) => {
    const { labels, a } = goldenCase(i);
    const clipped = a.map((p) => Math.min(0.99, Math.max(0.01, p)));
    const fit = m.calibrationSlope(labels, clipped);
    const platt = m.plattScaling(labels, a);
    const logits = clipped.map((p) => [0, Math.log(p / (1 - p))]);
    return {
      slope: fit.slope,
      slopeSe: fit.slopeStandardError,
      intercept: fit.intercept,
      interceptSe: fit.interceptStandardError,
      inTheLarge: fit.inTheLarge,
      plattSlope: platt.kind === 'platt' ? platt.slope : null,
      plattIntercept: platt.kind === 'platt' ? platt.intercept : null,
      temperature: m.temperatureScaling(labels, logits).temperature,
    };
  };
  expect(differences(goldenRows('metrics/calibration.json'), computed)).toEqual([]);
});

test('calibration errors, Brier terms, isotonic curves and net benefit agree with scikit-learn and NumPy on 1,000 cases', () => {
  const computed = (i: number) => {
    const { labels, a } = goldenCase(i);
    const wide = m.calibrationError(labels, a)!;
    const terms = m.brierDecomposition(labels, a)!;
    const iso = m.recalibrate(m.isotonicCalibration(labels, a), [0.1, 0.3, 0.45, 0.6]);
    return {
      ece: wide.expected,
      mce: wide.maximum,
      eceMass: m.calibrationError(labels, a, { bins: 5, binning: 'equal mass' })!.expected,
      reliability: terms.reliability,
      resolution: terms.resolution,
      iso1: iso[0]!,
      iso2: iso[1]!,
      iso3: iso[2]!,
      iso4: iso[3]!,
      netBenefit: m.netBenefit(labels, a, [0.3])[0]!.model,
    };
  };
  expect(differences(goldenRows('metrics/reliability.json'), computed)).toEqual([]);
});

test('weighted metrics and operating points agree with scikit-learn on 1,000 cases', () => {
  const computed = (i: number) => {
    const { labels, a } = goldenCase(i);
    const next = lcg(i * 59 + 23);
    for (let skip = 0; skip < 5; skip++) next();
    const weights = labels.map(() => (next() % 4) / 2);
    const confusion = m.confusionMatrix(labels, a, 0.4);
    const both = labels.includes(0) && labels.includes(1);
    const values = m.predictiveValuesAt(confusion, 0.1);
    return {
      auroc: m.weightedAuroc(labels, a)(weights),
      averagePrecision: m.weightedAveragePrecision(labels, a)(weights),
      partial: m.weightedPartialAuroc(labels, a, 0.2)(weights),
      brier: m.weightedBrier(labels, a)(weights),
      logLoss: m.weightedLogLoss(labels, a)(weights),
      sensitivityAt: m.sensitivityAtSpecificity(labels, a, 0.9),
      specificityAt: m.specificityAtSensitivity(labels, a, 0.9),
      youden: both ? m.youden(m.confusionMatrix(labels, a, m.chooseThreshold(labels, a, 'youden').threshold!)) : null,
      positiveRatio: m.positiveLikelihoodRatio(confusion),
      negativeRatio: m.negativeLikelihoodRatio(confusion),
      ppvAt: values.ppv,
      npvAt: values.npv,
    };
  };
  expect(differences(goldenRows('metrics/weighted.json'), computed)).toEqual([]);
});

test('metrics of several classes agree with scikit-learn on 1,000 cases', () => {
  const computed = (i: number) => {
    const next = lcg(i * 61 + 29);
    for (let skip = 0; skip < 5; skip++) next();
    const [n, k] = [2 + (next() % 40), 2 + (next() % 3)];
    const truth = Array.from({ length: n }, () => next() % k);
    const guess = truth.map((label) => (next() % 2 === 0 ? next() % k : label));
    const { accuracy, balancedAccuracy, macroF1, mcc } = m.classMetrics(m.classTable(truth, guess, k));
    return { accuracy, balancedAccuracy, macroF1, mcc };
  };
  expect(differences(goldenRows('metrics/classes.json'), computed)).toEqual([]);
});
