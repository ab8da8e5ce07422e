import { type BinaryLabels, type Ranking, rank, rankedAuroc } from '../metrics/index.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import { normalQuantile } from './special/normal.ts';

/** AUROC with its structural components: what DeLong's variances are made of. */
export interface Placements {
  readonly auroc: number;
  /** Share of negatives below each positive, ties half; in the order of the cases. [positives] */
  readonly ofPositives: Float64Array;
  /** Share of positives above each negative, ties half. [negatives] */
  readonly ofNegatives: Float64Array;
}

/** Placement values in O(n) after the sort (DeLong 1988; Sun & Xu 2014). `null` when a class is missing. */
export function placements(ranking: Ranking): Placements | null {
  const { order, ends, labels } = ranking;
  const area = rankedAuroc(ranking);
  if (area === null) return null;
  const slot = new Uint32Array(labels.length); // position of a case within its class
  let positives = 0;
  for (let i = 0; i < labels.length; i++) slot[i] = labels[i] ? positives++ : i - positives;
  const negatives = labels.length - positives;
  const ofPositives = new Float64Array(positives);
  const ofNegatives = new Float64Array(negatives);
  let positivesAbove = 0;
  let negativesAbove = 0;
  for (let group = 0, start = 0; group < ends.length; group++) {
    const end = ends[group]!;
    let tiedPositives = 0;
    for (let i = start; i < end; i++) tiedPositives += labels[order[i]!]!;
    const tiedNegatives = end - start - tiedPositives;
    const below = 1 - (negativesAbove + tiedNegatives / 2) / negatives;
    const above = (positivesAbove + tiedPositives / 2) / positives;
    for (let i = start; i < end; i++) {
      const at = order[i]!;
      if (labels[at]) ofPositives[slot[at]!] = below;
      else ofNegatives[slot[at]!] = above;
    }
    positivesAbove += tiedPositives;
    negativesAbove += tiedNegatives;
    start = end;
  }
  return { auroc: area, ofPositives, ofNegatives };
}

/**
 * DeLong's covariance of two AUROCs on the same cases; of one with itself, its variance. `null` with fewer than two
 * positives or negatives.
 */
export function delongCovariance(a: Placements, b: Placements = a): number | null {
  const positives = a.ofPositives.length;
  const negatives = a.ofNegatives.length;
  if (positives < 2 || negatives < 2) return null;
  let s10 = 0;
  let s01 = 0;
  for (let i = 0; i < positives; i++) s10 += (a.ofPositives[i]! - a.auroc) * (b.ofPositives[i]! - b.auroc);
  for (let i = 0; i < negatives; i++) s01 += (a.ofNegatives[i]! - a.auroc) * (b.ofNegatives[i]! - b.auroc);
  return s10 / (positives - 1) / positives + s01 / (negatives - 1) / negatives;
}

/**
 * Interval of an AUROC: `delong` is Wald's (cut to 0–1, as pROC), `logit-delong` is symmetric on the logit scale and
 * covers better near 1 (Pepe 2003, §5.2.4). Where DeLong's variance is 0 or undefined (AUROC 0 or 1, a class of one),
 * Newcombe's score interval stands in, with the reason.
 */
export function aurocInterval(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  { method = 'logit-delong', confidence = 0.95 }: { method?: 'delong' | 'logit-delong'; confidence?: number } = {},
): Interval & { readonly value: number | null; readonly standardError: number | null } {
  const parts = placements(rank(labels, scores));
  const name = method === 'delong' ? 'DeLong' : 'logit DeLong';
  if (!parts) {
    const reason = 'AUROC needs positive and negative cases';
    return { value: null, standardError: null, low: null, high: null, method: name, reason };
  }
  const value = parts.auroc;
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const variance = delongCovariance(parts);
  if (variance === null || variance === 0) {
    const sizes = { positives: parts.ofPositives.length, negatives: parts.ofNegatives.length };
    const why = variance === null ? 'a class of one case has no DeLong variance' : "DeLong's variance is 0 here";
    return {
      value,
      standardError: null,
      ...newcombe(value, sizes, confidence),
      reason: `${why}, so the score interval stands in`,
    };
  }
  const standardError = Math.sqrt(variance);
  if (method === 'delong') {
    const half = z * standardError;
    return { value, standardError, low: Math.max(0, value - half), high: Math.min(1, value + half), method: name };
  }
  const logit = Math.log(value / (1 - value));
  const half = (z * standardError) / (value * (1 - value));
  const expit = (x: number) => 1 / (1 + Math.exp(-x));
  return { value, standardError, low: expit(logit - half), high: expit(logit + half), method: name };
}

/**
 * Newcombe's score interval of an AUROC (Newcombe 2006, part 2, method 5): the θ whose Hanley–McNeil variance with both class
 * sizes replaced by their mean puts the observed value z standard errors away. Has width at AUROC 0 and 1 too.
 */
export function newcombe(
  value: number,
  { positives, negatives }: { positives: number; negatives: number },
  confidence = 0.95,
): Interval {
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const extra = (positives + negatives) / 2 - 1;
  const spread = (t: number) =>
    z * Math.sqrt((t * (1 - t) * (1 + extra * ((1 - t) / (2 - t) + t / (1 + t)))) / (positives * negatives));
  // Walk from the value outwards: within the interval |value − θ| ≤ spread(θ), beyond it no longer.
  const edge = (limit: number) => {
    let [inside, outside] = [value, limit];
    for (let i = 0; i < 200 && inside !== outside; i++) {
      const middle = (inside + outside) / 2;
      if (middle === inside || middle === outside) break;
      if (Math.abs(value - middle) <= spread(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { low: value === 0 ? 0 : edge(0), high: value === 1 ? 1 : edge(1), method: 'Newcombe score' };
}
