import type { BinaryLabels } from './input.ts';
import { rocCurve } from './roc.ts';

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
  const limit = maxFalsePositiveRate;
  if (!(limit > 0 && limit <= 1)) throw new RangeError(`maxFalsePositiveRate ${limit} must lie above 0 and up to 1`);
  const curve = rocCurve(labels, scores);
  if (!curve) return null;
  const { falsePositiveRate: x, truePositiveRate: y } = curve;
  let area = 0;
  for (let i = 1; i < x.length && x[i - 1]! < limit; i++) {
    const right = Math.min(x[i]!, limit);
    const width = right - x[i - 1]!;
    if (width === 0) continue;
    const height = y[i - 1]! + ((y[i]! - y[i - 1]!) * width) / (x[i]! - x[i - 1]!);
    area += (width * (y[i - 1]! + height)) / 2;
  }
  const chance = (limit * limit) / 2;
  return { area, standardised: 0.5 * (1 + (area - chance) / (limit - chance)) };
}
