import { type BinaryLabels, checkCases } from './input.ts';
import { descendingOrder } from './order.ts';

/** Cases sorted once by score; every rank metric, curve and bootstrap replicate is one pass over this. */
export interface Ranking {
  /** Cases, highest score first. [n] */
  readonly order: Uint32Array;
  /** `ends[g]` is one past the last position in `order` of the g-th distinct score. [groups] */
  readonly ends: Uint32Array;
  /** 1 for a positive case. [n], by case */
  readonly labels: Uint8Array;
  /** [n], by case */
  readonly scores: Float64Array;
}

/** Sorts cases by score and groups ties. O(n). */
export function rank(labels: BinaryLabels, scores: ArrayLike<number>): Ranking {
  const cases = checkCases(labels, scores);
  const order = descendingOrder(cases.scores);
  const ends = new Uint32Array(order.length);
  let groups = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || cases.scores[order[i]!] !== cases.scores[order[i - 1]!]) ends[groups++] = i;
  }
  return { order, ends: ends.slice(0, groups), ...cases };
}

/** How many positives and negatives (or how much weight of them) score at or above each distinct score. */
export interface OperatingPoints {
  /** Distinct scores, highest first. [groups] */
  readonly thresholds: Float64Array;
  /** Weight of the positives with a score ≥ the threshold. [groups] */
  readonly truePositives: Float64Array;
  /** Weight of the negatives with a score ≥ the threshold. [groups] */
  readonly falsePositives: Float64Array;
}

/** The cumulative counts at each distinct score. `weights` ([n], by case) default to 1. */
export function operatingPoints(ranking: Ranking, weights?: ArrayLike<number>): OperatingPoints {
  const { order, ends, labels, scores } = ranking;
  const thresholds = new Float64Array(ends.length);
  const truePositives = new Float64Array(ends.length);
  const falsePositives = new Float64Array(ends.length);
  let tp = 0;
  let fp = 0;
  for (let group = 0, i = 0; group < ends.length; group++) {
    thresholds[group] = scores[order[i]!]!;
    for (; i < ends[group]!; i++) {
      const at = order[i]!;
      const weight = weights ? weights[at]! : 1;
      if (labels[at]) tp += weight;
      else fp += weight;
    }
    truePositives[group] = tp;
    falsePositives[group] = fp;
  }
  return { thresholds, truePositives, falsePositives };
}

/** A copy with one value put in front: the start of a curve. */
export function withFirst(first: number, values: Float64Array): Float64Array {
  const out = new Float64Array(values.length + 1);
  out[0] = first;
  out.set(values, 1);
  return out;
}
