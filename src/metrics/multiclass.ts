import { auroc } from './roc.ts';

/** AUROC of several classes or findings. */
export interface MultiAuroc {
  /** Of each class against the rest; `null` for classes without positives or negatives. [k] */
  readonly perClass: readonly (number | null)[];
  /** Mean over the defined classes. */
  readonly macro: number | null;
  /** Mean over the defined classes, weighted by their positives. */
  readonly weighted: number | null;
  /** Of all (case, class) pairs pooled. */
  readonly micro: number | null;
  readonly reason?: string;
}

/** One-vs-rest AUROCs. `labels`: class index of each case [n]; `scores`: rows of k [n][k]. */
export function multiclassAuroc(labels: ArrayLike<number>, scores: readonly ArrayLike<number>[]): MultiAuroc {
  const k = scores[0]?.length ?? 0;
  const indicators = Array.from(labels, (label, i) => {
    if (!(Number.isInteger(label) && label >= 0 && label < k)) {
      throw new RangeError(`label ${i} is ${label}: it must be a class from 0 to ${k - 1}`);
    }
    return Uint8Array.from({ length: k }, (_, c) => Number(c === label));
  });
  return multilabelAuroc(indicators, scores);
}

/** AUROC of each of k findings that a case may have together. Both rows of k. [n][k] */
export function multilabelAuroc(
  labels: readonly ArrayLike<number | boolean>[],
  scores: readonly ArrayLike<number>[],
): MultiAuroc {
  if (labels.length !== scores.length)
    throw new RangeError(`${labels.length} rows of labels for ${scores.length} of scores`);
  const k = scores[0]?.length ?? 0;
  for (let i = 0; i < scores.length; i++) {
    if (labels[i]!.length !== k || scores[i]!.length !== k) throw new RangeError(`row ${i} does not have ${k} classes`);
  }
  const classes = Array.from({ length: k }, (_, c) => c);
  const perClass = classes.map((c) =>
    auroc(
      labels.map((row) => row[c]!),
      scores.map((row) => row[c]!),
    ),
  );
  const positives = classes.map((c) => labels.reduce((sum, row) => sum + Number(row[c]), 0));
  const defined = classes.filter((c) => perClass[c] !== null);
  const mean = (weights: (c: number) => number) => {
    const total = defined.reduce((sum, c) => sum + weights(c), 0);
    return total > 0 ? defined.reduce((sum, c) => sum + weights(c) * perClass[c]!, 0) / total : null;
  };
  const left = classes.filter((c) => perClass[c] === null);
  return {
    perClass,
    macro: mean(() => 1),
    weighted: mean((c) => positives[c]!),
    micro: auroc(
      labels.flatMap((row) => Array.from(row)),
      scores.flatMap((row) => Array.from(row)),
    ),
    ...(left.length > 0 ? { reason: `classes without positives or negatives are left out: ${left.join(', ')}` } : {}),
  };
}
