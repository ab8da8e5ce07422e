import { type BinaryLabels, rank } from '../metrics/index.ts';
import { newcombe, type Placements, placements } from './delong.ts';
import type { PairedScores } from './delong-test.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { normalQuantile, twoSidedP } from './special/normal.ts';

/** Patient of each case. [n] */
export type Clusters = ArrayLike<number | string>;

/** Which cluster each case belongs to, numbered from 0 in order of appearance. */
export function clusterIndex(clusters: Clusters, n: number): { readonly of: Uint32Array; readonly count: number } {
  if (clusters.length !== n) throw new RangeError(`clusters has ${clusters.length} entries for ${n} cases`);
  const numbers = new Map<number | string, number>();
  const of = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const known = numbers.get(clusters[i]!);
    of[i] = known ?? numbers.size;
    if (known === undefined) numbers.set(clusters[i]!, numbers.size);
  }
  return { of, count: numbers.size };
}

/** Sums over clusters of the centred placement values: all that Obuchowski's variances need. */
interface ClusterSums {
  /** Σ over a cluster's positives of (placement − AUROC). [clusters] */
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
  /** Clusters with any positive, any negative, and all. */
  readonly withPositives: number;
  readonly withNegatives: number;
  readonly count: number;
}

function clusterSums(labels: Uint8Array, parts: Placements, clusters: Clusters): ClusterSums {
  const { of, count } = clusterIndex(clusters, labels.length);
  const sums = [new Float64Array(count), new Float64Array(count)] as const; // negatives, positives
  const present = [new Uint8Array(count), new Uint8Array(count)] as const;
  const next = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as 0 | 1;
    const value = (label ? parts.ofPositives : parts.ofNegatives)[next[label]!++]!;
    sums[label][of[i]!]! += value - parts.auroc;
    present[label][of[i]!] = 1;
  }
  const total = (flags: Uint8Array) => flags.reduce((sum, x) => sum + x, 0);
  return {
    ofPositives: sums[1],
    ofNegatives: sums[0],
    positives: next[1]!,
    negatives: next[0]!,
    withPositives: total(present[1]),
    withNegatives: total(present[0]),
    count,
  };
}

/**
 * Covariance of two AUROCs whose cases come in clusters (Obuchowski 1997, eq. 5–8); DeLong's where each case is one. `null` with
 * fewer than two clusters that have positives, or negatives.
 */
function clusteredCovariance(a: ClusterSums, b: ClusterSums): number | null {
  if (a.withPositives < 2 || a.withNegatives < 2) return null;
  let [s10, s01, s11] = [0, 0, 0];
  for (let c = 0; c < a.count; c++) {
    s10 += a.ofPositives[c]! * b.ofPositives[c]!;
    s01 += a.ofNegatives[c]! * b.ofNegatives[c]!;
    s11 += a.ofPositives[c]! * b.ofNegatives[c]! + b.ofPositives[c]! * a.ofNegatives[c]!;
  }
  const { positives: m, negatives: n, withPositives: i10, withNegatives: i01, count } = a;
  return (
    ((i10 / (i10 - 1)) * s10) / (m * m) + ((i01 / (i01 - 1)) * s01) / (n * n) + ((count / (count - 1)) * s11) / (m * n)
  );
}

const NEEDS = 'AUROC needs positive and negative cases';
const FEW = 'fewer than two patients with positive, or with negative cases: there is no clustered variance';

/** AUROC with an interval that knows patients: logit DeLong on Obuchowski's clustered variance (1997). */
export function clusteredAurocInterval(
  { labels, scores, clusters }: { labels: BinaryLabels; scores: ArrayLike<number>; clusters: Clusters },
  { confidence = 0.95 } = {},
): Interval & { readonly value: number | null; readonly standardError: number | null } {
  const method = 'logit DeLong by patient';
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const ranking = rank(labels, scores);
  const parts = placements(ranking);
  const none = { standardError: null, low: null, high: null, method };
  if (!parts) return { ...none, value: null, reason: NEEDS };
  const value = parts.auroc;
  const sums = clusterSums(ranking.labels, parts, clusters);
  const variance = clusteredCovariance(sums, sums);
  if (variance === null || variance <= 0 || value === 0 || value === 1) {
    const counts = { positives: sums.withPositives, negatives: sums.withNegatives };
    const why = variance === null ? FEW : 'the clustered variance is 0 here';
    const reason = `${why}, so the score interval stands in, each patient counted once a class`;
    return { ...none, value, ...newcombe(value, counts, confidence), method: 'Newcombe score by patient', reason };
  }
  const standardError = Math.sqrt(variance);
  const logit = Math.log(value / (1 - value));
  const half = (z * standardError) / (value * (1 - value));
  const expit = (x: number) => 1 / (1 + Math.exp(-x));
  return { value, standardError, low: expit(logit - half), high: expit(logit + half), method };
}

/** Do two models' AUROCs differ on the same cases, which come by patient? DeLong's test on Obuchowski's covariances (1997). */
export function clusteredDelongTest(
  { labels, a, b, clusters }: PairedScores & { readonly clusters: Clusters },
  { confidence = 0.95 } = {},
): PairedTest {
  const test = 'DeLong by patient';
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const n = labels.length;
  const none = { test, low: null, high: null, statistic: null, standardError: null, p: null, n };
  const [rankingA, rankingB] = [rank(labels, a), rank(labels, b)];
  const [partsA, partsB] = [placements(rankingA), placements(rankingB)];
  if (!partsA || !partsB) return { ...none, difference: null, reason: NEEDS };
  const difference = partsA.auroc - partsB.auroc;
  const sumsA = clusterSums(rankingA.labels, partsA, clusters);
  const sumsB = clusterSums(rankingB.labels, partsB, clusters);
  const [ofA, ofB, both] = [
    clusteredCovariance(sumsA, sumsA),
    clusteredCovariance(sumsB, sumsB),
    clusteredCovariance(sumsA, sumsB),
  ];
  if (ofA === null || ofB === null || both === null) return { ...none, difference, reason: FEW };
  const variance = ofA + ofB - 2 * both;
  if (variance <= 1e-15 * (ofA + ofB)) {
    if (difference !== 0) return { ...none, difference, reason: 'the clustered variance of the difference is 0' };
    const reason = 'both models rank the cases alike';
    return { ...none, difference, low: 0, high: 0, standardError: 0, p: 1, reason };
  }
  const standardError = Math.sqrt(variance);
  const statistic = difference / standardError;
  const half = z * standardError;
  return {
    ...none,
    difference,
    low: difference - half,
    high: difference + half,
    statistic,
    standardError,
    p: twoSidedP(statistic),
  };
}
