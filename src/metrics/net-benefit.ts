import { confusionMatrix } from './confusion.ts';
import { type BinaryLabels, checkCases, checkProbabilities } from './input.ts';

export interface NetBenefit {
  /** Threshold probability: the risk at which acting and not acting weigh the same. Strictly between 0 and 1. */
  readonly threshold: number;
  /** TP/n − FP/n · t/(1 − t), in true positives per case. */
  readonly model: number | null;
  /** Of calling everyone positive. Calling no one so has 0. */
  readonly treatAll: number | null;
}

/** Decision curve: the net benefit of acting on `p ≥ t` at each threshold probability (Vickers & Elkin 2006). */
export function netBenefit(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  thresholds: readonly number[],
): NetBenefit[] {
  checkProbabilities(probabilities);
  return thresholds.map((threshold) => {
    if (!(threshold > 0 && threshold < 1))
      throw new RangeError(`threshold probability ${threshold} must lie between 0 and 1`);
    const { tp, fp, tn, fn } = confusionMatrix(labels, probabilities, threshold);
    const n = tp + fp + tn + fn;
    const odds = threshold / (1 - threshold);
    if (n === 0) return { threshold, model: null, treatAll: null };
    return { threshold, model: tp / n - (fp / n) * odds, treatAll: (tp + fn) / n - ((fp + tn) / n) * odds };
  });
}

/**
 * What each case adds to the net benefit at a threshold probability: 1 for a true positive, −t/(1 − t) for a false one, else 0. Their
 * mean is the net benefit, their spread its error. [n]
 */
export function netBenefitPerCase(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  threshold: number,
): Float64Array {
  const cases = checkCases(labels, checkProbabilities(probabilities));
  if (!(threshold > 0 && threshold < 1))
    throw new RangeError(`threshold probability ${threshold} must lie between 0 and 1`);
  const cost = -threshold / (1 - threshold);
  return cases.scores.map((p, i) => (p < threshold ? 0 : cases.labels[i] ? 1 : cost));
}
