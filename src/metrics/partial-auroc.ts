import type { BinaryLabels } from './input.ts';
import { operatingPoints, type Ranking, rank } from './ranking.ts';

export interface PartialAuroc {
  /** Area under the curve over false positive rates 0 to `maxFalsePositiveRate`. */
  readonly area: number;
  /** McClish's standardisation (1989): 0.5 for chance, 1 for perfect. */
  readonly standardised: number;
}

/** Partial AUROC over the clinically useful end of high specificity, 0 < maxFalsePositiveRate ≤ 1. `null` when a class is missing. */
export function partialAuroc(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  maxFalsePositiveRate: number,
): PartialAuroc | null {
  return rankedPartialAuroc(rank(labels, scores), maxFalsePositiveRate);
}

/** Partial AUROC of a ranking under case weights ([n], default 1). */
export function rankedPartialAuroc(ranking: Ranking, limit: number, weights?: ArrayLike<number>): PartialAuroc | null {
  if (!(limit > 0 && limit <= 1)) throw new RangeError(`maxFalsePositiveRate ${limit} must lie above 0 and up to 1`);
  const { truePositives, falsePositives } = operatingPoints(ranking, weights);
  const [positives, negatives] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0];
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  let [left, low] = [0, 0]; // the last point of the curve
  for (let i = 0; i < truePositives.length && left < limit; i++) {
    const [x, y] = [falsePositives[i]! / negatives, truePositives[i]! / positives];
    const width = Math.min(x, limit) - left;
    if (width > 0) area += width * (low + ((y - low) * width) / (x - left) / 2);
    [left, low] = [x, y];
  }
  const chance = (limit * limit) / 2;
  return { area, standardised: 0.5 * (1 + (area - chance) / (limit - chance)) };
}
