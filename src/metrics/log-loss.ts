import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';

/**
 * Mean negative log-likelihood in nats. Probabilities are kept 2⁻⁵² away from 0 and 1 (as scikit-learn), so a certain
 * mistake costs 36, not infinity. `null` without cases.
 */
export function logLoss(labels: BinaryLabels, probabilities: ArrayLike<number>): number | null {
  const losses = logLosses(labels, probabilities);
  return losses.length > 0 ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null;
}

/** The negative log-likelihood of each case, in nats. [n] */
export function logLosses(labels: BinaryLabels, probabilities: ArrayLike<number>): Float64Array {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  return checkProbabilities(probabilities).map((p, i) => {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));
    return y[i] ? -Math.log(kept) : -Math.log1p(-kept);
  });
}
