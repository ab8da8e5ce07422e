import { operatingPoints, type Ranking } from './ranking.ts';

const SLACK = 1e-12; // 0.9 asked of 9 in 10 must not fail by a rounding

/** Highest sensitivity of a ranking with at least this specificity, under case weights ([n], default 1). `null` when a class is missing. */
export function rankedSensitivityAt(ranking: Ranking, specificity: number, weights?: ArrayLike<number>): number | null {
  const { truePositives, falsePositives } = operatingPoints(ranking, weights);
  const [positives, negatives] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0];
  if (!(positives > 0 && negatives > 0)) return null;
  let found = 0; // calling nothing positive is always specific enough
  for (let i = 0; i < truePositives.length; i++) {
    if (1 - falsePositives[i]! / negatives < specificity - SLACK) break;
    found = truePositives[i]! / positives;
  }
  return found;
}

/** Highest specificity of a ranking with at least this sensitivity, under case weights ([n], default 1). `null` when a class is missing. */
export function rankedSpecificityAt(ranking: Ranking, sensitivity: number, weights?: ArrayLike<number>): number | null {
  const { truePositives, falsePositives } = operatingPoints(ranking, weights);
  const [positives, negatives] = [truePositives.at(-1) ?? 0, falsePositives.at(-1) ?? 0];
  if (!(positives > 0 && negatives > 0)) return null;
  // the thresholds descend, so the first that is sensitive enough is the most specific
  const first = truePositives.findIndex((tp) => tp / positives >= sensitivity - SLACK);
  return 1 - falsePositives[first]! / negatives;
}
