import { type FriedmanTest, friedman, nemenyi } from './friedman.ts';

/** What a critical-difference diagram draws (Demšar 2006, §3.2.4). */
export interface CriticalDifference {
  /** Best first. */
  readonly models: readonly { readonly name: string; readonly meanRank: number }[];
  /** Mean ranks at least this far apart differ significantly (Nemenyi). */
  readonly criticalDifference: number;
  /** Bars: the widest runs of models, as first and last position in `models`, that do not differ. */
  readonly cliques: readonly (readonly [first: number, last: number])[];
  /** Whether any differ at all; the bars mean little where this does not say so. */
  readonly friedman: FriedmanTest;
  /** Data sets (or folds). */
  readonly n: number;
  readonly alpha: number;
}

/** `scores[d][m]` of data set d and model m, higher is better; `names` of the models. */
export function criticalDifference(
  scores: readonly (readonly number[])[],
  names: readonly string[],
  { alpha = 0.05 } = {},
): CriticalDifference {
  const { meanRanks, criticalDifference } = nemenyi(scores, { alpha });
  if (names.length !== meanRanks.length)
    throw new RangeError(`${names.length} names for the scores of ${meanRanks.length} models`);
  const models = names.map((name, m) => ({ name, meanRank: meanRanks[m]! })).sort((a, b) => a.meanRank - b.meanRank);
  const cliques: [number, number][] = [];
  models.forEach(({ meanRank }, first) => {
    let last = first;
    while (last + 1 < models.length && models[last + 1]!.meanRank - meanRank < criticalDifference) last++;
    const within = cliques.length > 0 && cliques.at(-1)![1] >= last;
    if (last > first && !within) cliques.push([first, last]);
  });
  return { models, criticalDifference, cliques, friedman: friedman(scores), n: scores.length, alpha };
}
