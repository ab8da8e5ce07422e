import type { BinaryLabels } from './input.ts';
import { operatingPoints, type Ranking, rank, withFirst } from './ranking.ts';

/**
 * Average precision: Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the distinct scores, without interpolation (as scikit-learn). Its chance level
 * is the prevalence. `null` without positives.
 */
export function averagePrecision(labels: BinaryLabels, scores: ArrayLike<number>): number | null {
  return rankedAveragePrecision(rank(labels, scores));
}

/** Average precision of a ranking under case weights ([n], default 1). */
export function rankedAveragePrecision({ order, ends, labels }: Ranking, weights?: ArrayLike<number>): number | null {
  let tp = 0;
  let predicted = 0;
  let sum = 0;
  for (let group = 0, i = 0; group < ends.length; group++) {
    const before = tp;
    for (; i < ends[group]!; i++) {
      const at = order[i]!;
      const weight = weights ? weights[at]! : 1;
      if (labels[at]) tp += weight;
      predicted += weight;
    }
    if (tp > before) sum += (tp - before) * (tp / predicted);
  }
  return tp > 0 ? sum / tp : null;
}

/** A precision–recall curve from recall 0 (precision 1 by convention, threshold +∞) to recall 1. */
export interface PrCurve {
  readonly thresholds: Float64Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

/** One point per distinct score and the start. `null` without positives. */
export function prCurve(labels: BinaryLabels, scores: ArrayLike<number>): PrCurve | null {
  const { thresholds, truePositives, falsePositives } = operatingPoints(rank(labels, scores));
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return null;
  return {
    thresholds: withFirst(Number.POSITIVE_INFINITY, thresholds),
    precision: withFirst(
      1,
      truePositives.map((tp, i) => tp / (tp + falsePositives[i]!)),
    ),
    recall: withFirst(0, truePositives).map((tp) => tp / positives),
  };
}
