import { brierLosses } from './brier.ts';
import { type CalibrationSlope, slopesUnderWeights } from './calibration-slope.ts';
import type { ConfusionMatrix } from './confusion.ts';
import { type BinaryLabels, checkCases, checkSameLength } from './input.ts';
import { kappa } from './kappa.ts';
import { logLosses } from './log-loss.ts';
import { netBenefitPerCase } from './net-benefit.ts';
import { rankedPartialAuroc } from './partial-auroc.ts';
import { rankedAveragePrecision } from './precision-recall.ts';
import { rank } from './ranking.ts';
import { rankedAuroc } from './roc.ts';

/**
 * A metric of cases under weights ([n], by case). It is prepared once (checked, sorted, binned) and then costs one pass: what
 * every bootstrap, jackknife and paired test is built on. Whole-number weights give what the plain metric gives on
 * cases repeated that often; `null` where the weights leave it undefined.
 */
export type WeightedMetric = (weights: ArrayLike<number>) => number | null;

export function weightedAuroc(labels: BinaryLabels, scores: ArrayLike<number>): WeightedMetric {
  const ranking = rank(labels, scores);
  return (weights) => rankedAuroc(ranking, weights);
}

/** McClish's standardised partial AUROC over false positive rates up to `maxFalsePositiveRate`. */
export function weightedPartialAuroc(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  maxFalsePositiveRate: number,
): WeightedMetric {
  const ranking = rank(labels, scores);
  return (weights) => rankedPartialAuroc(ranking, maxFalsePositiveRate, weights)?.standardised ?? null;
}

export function weightedAveragePrecision(labels: BinaryLabels, scores: ArrayLike<number>): WeightedMetric {
  const ranking = rank(labels, scores);
  return (weights) => rankedAveragePrecision(ranking, weights);
}

/** The confusion matrix of `score ≥ threshold` under weights, with the decisions made once. */
export function weightedConfusion(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  threshold: number,
): (weights: ArrayLike<number>) => ConfusionMatrix {
  if (Number.isNaN(threshold)) throw new RangeError('the threshold is NaN: give a number');
  const cases = checkCases(labels, scores);
  const cell = Uint8Array.from(cases.labels, (label, i) => 2 * label + (cases.scores[i]! >= threshold ? 1 : 0));
  const sums = new Float64Array(4);
  return (weights) => {
    sums.fill(0);
    for (let i = 0; i < cell.length; i++) sums[cell[i]!]! += weights[i]!;
    return { tn: sums[0]!, fp: sums[1]!, fn: sums[2]!, tp: sums[3]! };
  };
}

/** Any metric of the confusion matrix (`f1`, `mcc`, `sensitivity` …) at a threshold. */
export function weightedDecision(
  metric: (confusion: ConfusionMatrix) => number | null,
  { labels, scores, threshold }: { labels: BinaryLabels; scores: ArrayLike<number>; threshold: number },
): WeightedMetric {
  const confusion = weightedConfusion(labels, scores, threshold);
  return (weights) => metric(confusion(weights));
}

/** Net benefit at a threshold probability, strictly between 0 and 1. */
export function weightedNetBenefit(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  threshold: number,
): WeightedMetric {
  return weightedMean(netBenefitPerCase(labels, probabilities, threshold));
}

/** Mean of a value per case, those that are `null` left out: Dice, surface distances, losses, right or wrong. [n] */
export function weightedMean(values: ArrayLike<number | null>): WeightedMetric {
  const cases: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] === null) continue;
    if (!Number.isFinite(values[i]!)) throw new RangeError(`value ${i} is ${values[i]}: it must be a number or null`);
    cases.push(i);
  }
  const kept = Float64Array.from(cases, (i) => values[i]!);
  return (weights) => {
    let [sum, total] = [0, 0];
    for (let k = 0; k < kept.length; k++) {
      const weight = weights[cases[k]!]!;
      sum += weight * kept[k]!;
      total += weight;
    }
    return total > 0 ? sum / total : null;
  };
}

/** Median of a value per case, those that are `null` left out; midway between the two middle ones. [n] */
export function weightedMedian(values: ArrayLike<number | null>): WeightedMetric {
  weightedMean(values); // checks them
  const cases = Array.from(values, (_, i) => i).filter((i) => values[i] !== null);
  const order = cases.sort((a, b) => values[a]! - values[b]!);
  return (weights) => {
    const half = order.reduce((sum, i) => sum + weights[i]!, 0) / 2;
    let below = 0;
    for (let k = 0; k < order.length; k++) {
      below += weights[order[k]!]!;
      if (below > half) return values[order[k]!]!;
      if (below === half && half > 0) {
        const next = order.slice(k + 1).find((i) => weights[i]! > 0)!;
        return (values[order[k]!]! + values[next]!) / 2;
      }
    }
    return null;
  };
}

export const weightedBrier = (labels: BinaryLabels, probabilities: ArrayLike<number>): WeightedMetric =>
  weightedMean(brierLosses(labels, probabilities));

export const weightedLogLoss = (labels: BinaryLabels, probabilities: ArrayLike<number>): WeightedMetric =>
  weightedMean(logLosses(labels, probabilities));

/** Slope, intercept and calibration in the large from one fit. */
export function weightedCalibrationSlope(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
): (weights: ArrayLike<number>) => Pick<CalibrationSlope, 'slope' | 'intercept' | 'inTheLarge'> {
  return slopesUnderWeights(labels, probabilities);
}

/** Cohen's κ, or its linear or quadratic form, of predicted against true classes 0 to `classes` − 1. */
export function weightedKappa(
  { labels, predicted, classes }: { labels: ArrayLike<number>; predicted: ArrayLike<number>; classes: number },
  weighting: 'none' | 'linear' | 'quadratic' = 'none',
): WeightedMetric {
  const table = weightedClassTable(labels, predicted, classes);
  return (weights) => kappa(table(weights), weighting);
}

/** The table of true class (rows) against predicted class (columns) under weights; the same arrays are filled again each time. */
export function weightedClassTable(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): (weights: ArrayLike<number>) => number[][] {
  checkSameLength(labels, predicted, 'labels and predictions');
  for (let i = 0; i < labels.length; i++) {
    for (const c of [labels[i]!, predicted[i]!]) {
      if (Number.isInteger(c) && c >= 0 && c < classes) continue;
      throw new RangeError(`case ${i}: class ${c} must be a whole number from 0 to ${classes - 1}`);
    }
  }
  const table = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  return (weights) => {
    for (const row of table) row.fill(0);
    for (let i = 0; i < labels.length; i++) table[labels[i]!]![predicted[i]!]! += weights[i]!;
    return table;
  };
}
