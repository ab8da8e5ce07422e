import { type Ranking, rank, rankedAuroc, rankedAveragePrecision } from '../metrics/index.ts';
import type { PairedScores } from './delong-test.ts';
import type { PairedTest } from './paired-test.ts';
import { random } from './random.ts';
import { unitsOf } from './resample.ts';

export interface PermutationOptions {
  /** Patient of each case: the models' results are exchanged for whole patients. [n] */
  readonly clusters?: ArrayLike<number | string> | undefined;
  readonly seed?: number | undefined;
  /** Random exchanges, default 2000; where all 2^units are no more than that, all are taken and p is exact. */
  readonly permutations?: number | undefined;
}

/**
 * Paired permutation test: if the models were alike, exchanging their results within a case (or patient) would not matter.
 * `difference` is called with the mask of cases to exchange ([n], 1 = exchanged). Two-sided; random p values count the
 * observed sample in (Phipson & Smyth 2010).
 */
export function permutationTest(
  difference: (exchanged: Uint8Array) => number | null,
  { n, clusters, seed = 0, permutations = 2000 }: PermutationOptions & { readonly n: number },
): PairedTest {
  const { cases } = unitsOf({ n, clusters });
  const mask = new Uint8Array(n);
  const observed = difference(mask);
  const exact = 2 ** cases.length <= permutations;
  const test = `paired permutation (${exact ? 'exact' : permutations})`;
  const blank = { test, low: null, high: null, statistic: null, standardError: null, n };
  if (observed === null) {
    return { ...blank, difference: null, p: null, reason: 'the metric is undefined on these cases' };
  }
  const rng = random(seed, 'permutation');
  const total = exact ? 2 ** cases.length : permutations;
  const limit = Math.abs(observed) * (1 - 1e-12) - 1e-15; // equal differences must count as equal
  let extreme = 0;
  for (let round = 0; round < total; round++) {
    cases.forEach((members, unit) => {
      const flip = exact ? (round >>> unit) & 1 : rng.next() < 0.5 ? 1 : 0;
      for (const i of members) mask[i] = flip;
    });
    if (Math.abs(difference(mask) ?? 0) >= limit) extreme++;
  }
  return { ...blank, difference: observed, p: exact ? extreme / total : (extreme + 1) / (total + 1) };
}

/** Permutation test of a mean per-case difference (accuracy, Dice, Brier): a sign-flip test. `null` differences are refused. */
export function signFlipTest(differences: ArrayLike<number>, options: PermutationOptions = {}): PairedTest {
  const n = differences.length;
  const mean = (exchanged: Uint8Array) => {
    if (n === 0) return null;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += exchanged[i] ? -differences[i]! : differences[i]!;
    return sum / n;
  };
  return permutationTest(mean, { ...options, n });
}

/** Permutation test of two AUROCs: the models' ranks, not their scores, are exchanged, as scales may differ (Bandos et al. 2005). */
export function aurocPermutationTest(scores: PairedScores, options: PermutationOptions = {}): PairedTest {
  return rankPermutationTest(rankedAuroc, scores, options);
}

/** The same of two average precisions, whose bootstrap is too narrow with few positives. */
export function averagePrecisionPermutationTest(scores: PairedScores, options: PermutationOptions = {}): PairedTest {
  return rankPermutationTest(rankedAveragePrecision, scores, options);
}

function rankPermutationTest(
  metric: (ranking: Ranking) => number | null,
  { labels, a, b }: PairedScores,
  options: PermutationOptions,
): PairedTest {
  const n = labels.length;
  const ranks = [midranks(labels, a), midranks(labels, b)] as const;
  const mixed = [new Float64Array(n), new Float64Array(n)] as const;
  const difference = (exchanged: Uint8Array) => {
    for (let i = 0; i < n; i++) {
      mixed[0][i] = ranks[exchanged[i] as 0 | 1][i]!;
      mixed[1][i] = ranks[(1 - exchanged[i]!) as 0 | 1][i]!;
    }
    const [areaA, areaB] = mixed.map((scores) => metric(rank(labels, scores)));
    return areaA === null || areaA === undefined || areaB === null || areaB === undefined ? null : areaA - areaB;
  };
  return permutationTest(difference, { ...options, n });
}

/** The rank of each case by score, ties sharing their mean. [n] */
function midranks(labels: PairedScores['labels'], scores: ArrayLike<number>): Float64Array {
  const { order, ends } = rank(labels, scores);
  const ranks = new Float64Array(order.length);
  for (let group = 0, start = 0; group < ends.length; group++) {
    const end = ends[group]!;
    for (let i = start; i < end; i++) ranks[order[i]!] = order.length - (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}
