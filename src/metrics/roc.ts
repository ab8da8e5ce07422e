import type { BinaryLabels } from './input.ts';
import { operatingPoints, type Ranking, rank, withFirst } from './ranking.ts';

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Mann–Whitney;
 * Hanley & McNeil 1982). `null` when a class is missing.
 */
export function auroc(labels: BinaryLabels, scores: ArrayLike<number>): number | null {
  return rankedAuroc(rank(labels, scores));
}

/** AUROC of a ranking under case weights ([n], default 1). One pass, no allocation: the inner loop of the bootstrap. */
export function rankedAuroc({ order, ends, labels }: Ranking, weights?: ArrayLike<number>): number | null {
  let positives = 0;
  let negatives = 0;
  let above = 0; // Σ over negatives of the positives that score higher, ties half
  for (let group = 0, i = 0; group < ends.length; group++) {
    const end = ends[group]!;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    for (; i < end; i++) {
      const at = order[i]!;
      const weight = weights ? weights[at]! : 1;
      if (labels[at]) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    above += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
  }
  return positives > 0 && negatives > 0 ? above / (positives * negatives) : null;
}

/** A ROC curve from (0, 0) to (1, 1); point i predicts positive at `score ≥ thresholds[i]`, the first at +∞. */
export interface RocCurve {
  readonly thresholds: Float64Array;
  /** 1 − specificity. */
  readonly falsePositiveRate: Float64Array;
  /** Sensitivity. */
  readonly truePositiveRate: Float64Array;
}

/** One point per distinct score and the origin. `null` when a class is missing. */
export function rocCurve(labels: BinaryLabels, scores: ArrayLike<number>): RocCurve | null {
  const points = operatingPoints(rank(labels, scores));
  const positives = points.truePositives.at(-1) ?? 0;
  const negatives = points.falsePositives.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  return {
    thresholds: withFirst(Number.POSITIVE_INFINITY, points.thresholds),
    falsePositiveRate: withFirst(0, points.falsePositives).map((x) => x / negatives),
    truePositiveRate: withFirst(0, points.truePositives).map((x) => x / positives),
  };
}
