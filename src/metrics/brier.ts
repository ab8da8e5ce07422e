import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';
import { type BinningOptions, reliabilityGroups } from './reliability.ts';

/** Mean squared error of probabilities (Brier 1950): 0 best, prevalence · (1 − prevalence) for the prior. `null` without cases. */
export function brierScore(labels: BinaryLabels, probabilities: ArrayLike<number>): number | null {
  const losses = brierLosses(labels, probabilities);
  return losses.length > 0 ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : null;
}

/** (p − y)² of each case. [n] */
export function brierLosses(labels: BinaryLabels, probabilities: ArrayLike<number>): Float64Array {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  return checkProbabilities(probabilities).map((p, i) => (p - y[i]!) ** 2);
}

/** Brier score = reliability − resolution + uncertainty + withinBinVariance − withinBinCovariance. */
export interface BrierDecomposition {
  /** How far predictions lie from what is observed among cases that got them; 0 best. */
  readonly reliability: number;
  /** How far the observed shares lie from the prevalence; larger is better. */
  readonly resolution: number;
  /** prevalence · (1 − prevalence): the score of the prior. */
  readonly uncertainty: number;
  /** The two terms that binning adds (Stephenson, Coelho & Jolliffe 2008); 0 where bins hold one prediction each. */
  readonly withinBinVariance: number;
  readonly withinBinCovariance: number;
}

/** Murphy's decomposition (1973) over the distinct predictions, or over bins. `null` without cases. */
export function brierDecomposition(
  labels: BinaryLabels,
  probabilities: ArrayLike<number>,
  binning: BinningOptions | 'distinct' = 'distinct',
): BrierDecomposition | null {
  const groups = reliabilityGroups(labels, probabilities, binning);
  const n = groups.reduce((sum, group) => sum + group.cases.length, 0);
  if (n === 0) return null;
  const y = checkLabels(labels);
  const p = checkProbabilities(probabilities);
  const prevalence = y.reduce((sum, label) => sum + label, 0) / n;
  const sums = { reliability: 0, resolution: 0, withinBinVariance: 0, withinBinCovariance: 0 };
  for (const { cases, meanPredicted, observed } of groups) {
    sums.reliability += cases.length * (meanPredicted - observed) ** 2;
    sums.resolution += cases.length * (observed - prevalence) ** 2;
    for (const i of cases) {
      sums.withinBinVariance += (p[i]! - meanPredicted) ** 2;
      sums.withinBinCovariance += 2 * (p[i]! - meanPredicted) * (y[i]! - observed);
    }
  }
  return {
    reliability: sums.reliability / n,
    resolution: sums.resolution / n,
    uncertainty: prevalence * (1 - prevalence),
    withinBinVariance: sums.withinBinVariance / n,
    withinBinCovariance: sums.withinBinCovariance / n,
  };
}
