import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';

/**
 * Mean negative log-likelihood in nats. Probabilities are kept 2⁻⁵² away from 0 and 1 (as scikit-learn), so a certain
 * mistake costs 36, not infinity. `null` without cases.
 */
export function logLoss(labels: BinaryLabels, probabilities: ArrayLike<number>): number | null {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  const p = checkProbabilities(probabilities);
  if (p.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p[i]!));
    sum -= y[i] ? Math.log(kept) : Math.log1p(-kept);
  }
  return sum / p.length;
}
