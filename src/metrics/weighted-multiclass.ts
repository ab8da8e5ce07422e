import { indicatorsOf, type MultiAuroc, multiMeans } from './multiclass.ts';
import { rank } from './ranking.ts';
import { rankedAuroc } from './roc.ts';

type MultiAurocUnderWeights = (weights: ArrayLike<number>) => Omit<MultiAuroc, 'reason'>;

/** One-vs-rest AUROCs as functions of case weights: each class is sorted once. `labels` [n], `scores` [n][k]. */
export function weightedMulticlassAuroc(
  labels: ArrayLike<number>,
  scores: readonly ArrayLike<number>[],
): MultiAurocUnderWeights {
  return weightedMultilabelAuroc(indicatorsOf(labels, scores[0]?.length ?? 0), scores);
}

/** AUROCs of findings that a case may have together, as functions of case weights. Both [n][k]. */
export function weightedMultilabelAuroc(
  labels: readonly ArrayLike<number | boolean>[],
  scores: readonly ArrayLike<number>[],
): MultiAurocUnderWeights {
  const k = scores[0]?.length ?? 0;
  const n = labels.length;
  const rankings = Array.from({ length: k }, (_, c) =>
    rank(
      labels.map((row) => row[c]!),
      scores.map((row) => row[c]!),
    ),
  );
  const pooled = rank(
    labels.flatMap((row) => Array.from(row)),
    scores.flatMap((row) => Array.from(row)),
  );
  const pairWeights = new Float64Array(n * k); // of (case, class) pairs
  return (weights) => {
    for (let i = 0; i < n; i++) pairWeights.fill(weights[i]!, i * k, (i + 1) * k);
    const positives = rankings.map(({ labels: y }) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[i]! * y[i]!;
      return sum;
    });
    const perClass = rankings.map((ranking) => rankedAuroc(ranking, weights));
    return { perClass, ...multiMeans(perClass, positives), micro: rankedAuroc(pooled, pairWeights) };
  };
}
