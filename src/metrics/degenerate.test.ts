import { expect, test } from 'vitest';
import * as m from './index.ts';

/** Every number anywhere in a result. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return value && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}

const inputs: [string, number[], number[]][] = [
  ['no cases', [], []],
  ['one case', [1], [0.5]],
  ['two cases, perfect', [0, 1], [0, 1]],
  ['two cases, inverted', [0, 1], [1, 0]],
  ['negatives only', [0, 0, 0], [0, 0.5, 1]],
  ['positives only', [1, 1], [0.5, 0.5]],
  ['constant scores', [0, 1, 0, 1], [0.3, 0.3, 0.3, 0.3]],
  ['certain scores', [0, 1, 0, 1], [0, 1, 1, 0]],
];

test.each(inputs)('%s: nothing gives NaN', (_, labels, scores) => {
  const confusion = m.confusionMatrix(labels, scores, 0.5);
  const rows = scores.map((s) => [1 - s, s]);
  const isotonic = m.isotonicCalibration(labels, scores);
  const results = [
    m.auroc(labels, scores),
    m.averagePrecision(labels, scores),
    m.rocCurve(labels, scores),
    m.prCurve(labels, scores),
    m.partialAuroc(labels, scores, 0.1),
    [m.accuracy, m.sensitivity, m.specificity, m.ppv, m.npv, m.f1, m.mcc, m.youden, m.balancedAccuracy].map((f) =>
      f(confusion),
    ),
    [m.positiveLikelihoodRatio(confusion), m.negativeLikelihoodRatio(confusion)],
    m.predictiveValuesAt(confusion, 0.1),
    m.brierScore(labels, scores),
    m.brierDecomposition(labels, scores),
    m.logLoss(labels, scores),
    m.calibrationError(labels, scores),
    m.calibrationError(labels, scores, { binning: 'equal mass' }),
    m.calibrationSlope(labels, scores),
    m.plattScaling(labels, scores),
    isotonic,
    isotonic.kind === 'none' ? null : m.recalibrate(isotonic, [0, 0.4, 2]),
    m.temperatureScaling(labels, rows),
    m.netBenefit(labels, scores, [0.1, 0.9]),
    m.multiclassAuroc(labels, rows),
    m.kappa(m.classTable(labels, labels, 2), 'quadratic'),
    m.riskCoverage(scores, labels),
  ];
  for (const x of numbersIn(results)) expect(x).not.toBeNaN();
});

test('Brier terms add up to the score, with and without bins', () => {
  const labels = [0, 1, 0, 1, 1, 0, 0, 1];
  const scores = [0.12, 0.81, 0.15, 0.62, 0.68, 0.41, 0.47, 0.9];
  for (const binning of ['distinct', { bins: 5 }, { bins: 3, binning: 'equal mass' }] as const) {
    const d = m.brierDecomposition(labels, scores, binning)!;
    const sum = d.reliability - d.resolution + d.uncertainty + d.withinBinVariance - d.withinBinCovariance;
    expect(sum).toBeCloseTo(m.brierScore(labels, scores)!, 12);
  }
});

test('predictive values follow the prevalence', () => {
  const confusion = { tp: 90, fp: 10, tn: 90, fn: 10 };
  const { ppv, npv } = m.predictiveValuesAt(confusion, 0.01);
  expect(ppv).toBeCloseTo(0.009 / (0.009 + 0.099), 12);
  expect(npv).toBeCloseTo(0.891 / (0.891 + 0.001), 12);
});

test('refusing uncertain errors lowers the risk; ties do not depend on their order', () => {
  const { coverage, risk, area } = m.riskCoverage([0.9, 0.8, 0.5, 0.5], [0, 0, 1, 0]);
  expect([...coverage]).toEqual([0.25, 0.5, 0.75, 1]);
  expect([...risk]).toEqual([0, 0, 0.5 / 3, 0.25]);
  expect(m.riskCoverage([0.9, 0.8, 0.5, 0.5], [0, 0, 0, 1]).area).toBe(area);
});
