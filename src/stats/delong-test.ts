import { type BinaryLabels, rank } from '../metrics/index.ts';
import { delongCovariance, placements } from './delong.ts';
import { checkConfidence } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { normalQuantile, twoSidedP } from './special/normal.ts';

/** Two models' scores for the same cases. */
export interface PairedScores {
  readonly labels: BinaryLabels;
  /** Scores of the first and second model. [n] */
  readonly a: ArrayLike<number>;
  readonly b: ArrayLike<number>;
}

/** Do two models' AUROCs on the same cases differ? (DeLong, DeLong & Clarke-Pearson 1988; Wald interval, as pROC.) */
export function delongTest({ labels, a, b }: PairedScores, { confidence = 0.95 } = {}): PairedTest {
  const test = 'DeLong';
  const n = labels.length;
  const blank = { test, low: null, high: null, statistic: null, standardError: null, p: null, n };
  const partsA = placements(rank(labels, a));
  const partsB = placements(rank(labels, b));
  if (!partsA || !partsB) return { ...blank, difference: null, reason: 'AUROC needs positive and negative cases' };
  const difference = partsA.auroc - partsB.auroc;
  const variances = [delongCovariance(partsA), delongCovariance(partsB), delongCovariance(partsA, partsB)] as const;
  const [varianceA, varianceB, covariance] = variances;
  if (varianceA === null || varianceB === null || covariance === null) {
    return { ...blank, difference, reason: 'a class of one case has no DeLong variance' };
  }
  const variance = varianceA + varianceB - 2 * covariance;
  if (variance <= 1e-15 * (varianceA + varianceB)) {
    if (difference !== 0) return { ...blank, difference, reason: "DeLong's variance of the difference is 0" };
    const reason = 'both models rank the cases alike';
    return { ...blank, difference, low: 0, high: 0, standardError: 0, p: 1, reason };
  }
  const standardError = Math.sqrt(variance);
  const statistic = difference / standardError;
  const half = -normalQuantile((1 - checkConfidence(confidence)) / 2) * standardError;
  return {
    test,
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    standardError,
    p: twoSidedP(statistic),
    n,
  };
}
