import { type BinaryLabels, checkCases } from './input.ts';
import { fitLogistic } from './logistic.ts';
import { operatingPoints, rank } from './ranking.ts';

/** A map from scores to probabilities, fitted on validation data; or the reason why there is none. */
export type Recalibration =
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'isotonic'; readonly scores: Float64Array; readonly probabilities: Float64Array }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Platt scaling: a logistic curve on the scores, with his smoothed targets (N₊+1)/(N₊+2) and 1/(N₋+2) against overconfidence
 * (Platt 1999; Lin, Lin & Weng 2007).
 */
export function plattScaling(labels: BinaryLabels, scores: ArrayLike<number>): Recalibration {
  const { labels: y, scores: x } = checkCases(labels, scores);
  const positives = y.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === y.length) return { kind: 'none', reason: 'needs positive and negative cases' };
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (y.length - positives + 2);
  const fit = fitLogistic(
    x,
    Float64Array.from(y, (label) => (label ? high : low)),
  );
  return typeof fit === 'string'
    ? { kind: 'none', reason: fit }
    : { kind: 'platt', slope: fit.slope, intercept: fit.intercept };
}

/** Isotonic regression: the non-decreasing step curve nearest to the labels, by pooling adjacent violators (Zadrozny & Elkan 2002). */
export function isotonicCalibration(labels: BinaryLabels, scores: ArrayLike<number>): Recalibration {
  const { thresholds, truePositives, falsePositives } = operatingPoints(rank(labels, scores));
  if (thresholds.length === 0) return { kind: 'none', reason: 'no cases' };
  const blocks: { positives: number; n: number; groups: number }[] = [];
  for (let g = thresholds.length - 1; g >= 0; g--) {
    const positives = truePositives[g]! - (truePositives[g - 1] ?? 0);
    let block = { positives, n: positives + falsePositives[g]! - (falsePositives[g - 1] ?? 0), groups: 1 };
    for (let last = blocks.at(-1); last && last.positives * block.n >= block.positives * last.n; last = blocks.at(-1)) {
      block = { positives: last.positives + block.positives, n: last.n + block.n, groups: last.groups + block.groups };
      blocks.pop();
    }
    blocks.push(block);
  }
  const probabilities = blocks.flatMap(({ positives, n, groups }) => Array<number>(groups).fill(positives / n));
  return { kind: 'isotonic', scores: thresholds.toReversed(), probabilities: Float64Array.from(probabilities) };
}

/** The recalibrated probabilities of scores; isotonic curves are linear between their points and flat beyond. [n] → [n] */
export function recalibrate(map: Recalibration, scores: ArrayLike<number>): Float64Array {
  if (map.kind === 'none') throw new Error(`there is no recalibration to apply: ${map.reason}`);
  if (map.kind === 'platt') {
    return Float64Array.from(scores, (s) => 1 / (1 + Math.exp(-(map.intercept + map.slope * s))));
  }
  return Float64Array.from(scores, (s) => interpolate(s, map.scores, map.probabilities));
}

function interpolate(x: number, xs: Float64Array, ys: Float64Array): number {
  let [low, high] = [0, xs.length - 1];
  if (x <= xs[low]!) return ys[low]!;
  if (x >= xs[high]!) return ys[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return ys[low]! + ((ys[high]! - ys[low]!) * (x - xs[low]!)) / (xs[high]! - xs[low]!);
}
