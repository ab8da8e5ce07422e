import { chiSquaredSurvival } from './special/chi-squared.ts';
import { fSurvival } from './special/fisher-f.ts';
import { studentisedRangeCdf, studentisedRangeQuantile } from './special/studentised-range.ts';

export interface FriedmanTest {
  /** Friedman's χ², corrected for ties; `null` where every data set ranks all models alike. */
  readonly statistic: number | null;
  readonly p: number;
  /** Iman & Davenport's less conservative F form (1980). */
  readonly imanDavenport: { readonly statistic: number | null; readonly p: number };
  /** Mean rank of each model over the data sets, 1 = best. [models] */
  readonly meanRanks: readonly number[];
  readonly reason?: string;
}

/** Do k models differ over several data sets (or folds)? `scores[d][m]`, higher is better (Friedman 1937; Demšar 2006, §3.2). */
export function friedman(scores: readonly (readonly number[])[]): FriedmanTest {
  const { ranks, tieTerm } = rankRows(scores);
  const [n, k] = [scores.length, ranks[0]!.length];
  const meanRanks = ranks[0]!.map((_, m) => ranks.reduce((sum, row) => sum + row[m]!, 0) / n);
  const spread = meanRanks.reduce((sum, r) => sum + (r - (k + 1) / 2) ** 2, 0);
  const correction = 1 - tieTerm / (n * k * (k * k - 1));
  if (correction <= 0) {
    const reason = 'all models tie on every data set';
    return { statistic: null, p: 1, imanDavenport: { statistic: null, p: 1 }, meanRanks, reason };
  }
  const statistic = (12 * n * spread) / (k * (k + 1)) / correction;
  const rest = n * (k - 1) - statistic;
  const unanimous = rest <= 1e-12 * n * k; // every data set ranks the models alike: F is infinite
  const f = unanimous ? null : ((n - 1) * statistic) / rest;
  return {
    statistic,
    p: chiSquaredSurvival(statistic, k - 1),
    imanDavenport: { statistic: f, p: f === null ? 0 : n > 1 ? fSurvival(f, k - 1, (k - 1) * (n - 1)) : 1 },
    meanRanks,
    ...(unanimous ? { reason: 'every data set ranks the models alike' } : {}),
  };
}

export interface NemenyiTest {
  readonly meanRanks: readonly number[];
  /** Mean ranks that differ by at least this differ significantly. */
  readonly criticalDifference: number;
  /** p of each pair of models. [models][models] */
  readonly p: readonly (readonly number[])[];
}

/** All pairs after Friedman, on the studentised range (Nemenyi 1963; Demšar 2006, §3.2.2). */
export function nemenyi(scores: readonly (readonly number[])[], { alpha = 0.05 } = {}): NemenyiTest {
  const { meanRanks } = friedman(scores);
  const k = meanRanks.length;
  const standardError = Math.sqrt((k * (k + 1)) / (12 * scores.length)); // of a studentised range: √2 is in q
  const p = meanRanks.map((a) =>
    meanRanks.map((b) => Math.max(0, 1 - studentisedRangeCdf(Math.abs(a - b) / standardError, k))),
  );
  return { meanRanks, criticalDifference: studentisedRangeQuantile(1 - alpha, k) * standardError, p };
}

/** Ranks within each row, 1 = highest, ties sharing their mean; and Σ (t³ − t) over all ties. */
function rankRows(scores: readonly (readonly number[])[]) {
  const k = scores[0]?.length ?? 0;
  if (k < 2) throw new RangeError('give scores of at least one data set and two models');
  let tieTerm = 0;
  const ranks = scores.map((row, d) => {
    if (row.length !== k) throw new RangeError(`data set ${d} has ${row.length} models, the first has ${k}`);
    const out = row.map((x, m) => {
      if (!Number.isFinite(x)) throw new RangeError(`score of data set ${d}, model ${m} is ${x}`);
      const higher = row.filter((y) => y > x).length;
      const equal = row.filter((y) => y === x).length;
      tieTerm += equal * equal - 1; // summed over the t members of a tie: t³ − t
      return higher + (equal + 1) / 2;
    });
    return out;
  });
  return { ranks, tieTerm };
}
