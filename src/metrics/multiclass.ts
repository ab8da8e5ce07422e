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
  return multilabelAuroc(indicatorsOf(labels, scores[0]?.length ?? 0), scores);
}

/** Rows of k with a 1 at the class of each case. [n] → [n][k] */
export function indicatorsOf(labels: ArrayLike<number>, k: number): Uint8Array[] {
  return Array.from(labels, (label, i) => {
    if (!(Number.isInteger(label) && label >= 0 && label < k)) {
      throw new RangeError(`label ${i} is ${label}: it must be a class from 0 to ${k - 1}`);
    }
    return Uint8Array.from({ length: k }, (_, c) => Number(c === label));
  });
}

/** Means over the classes whose AUROC is defined: plain, and weighted by their positives. */
export function multiMeans(perClass: readonly (number | null)[], positives: readonly number[]) {
  const mean = (weights: (c: number) => number) => {
    let [sum, total] = [0, 0];
    perClass.forEach((area, c) => {
      if (area === null) return;
      sum += weights(c) * area;
      total += weights(c);
    });
    return total > 0 ? sum / total : null;
  };
  return { macro: mean(() => 1), weighted: mean((c) => positives[c]!) };
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
  const left = classes.filter((c) => perClass[c] === null);
  return {
    perClass,
    ...multiMeans(perClass, positives),
    micro: auroc(
      labels.flatMap((row) => Array.from(row)),
      scores.flatMap((row) => Array.from(row)),
    ),
    ...(left.length > 0 ? { reason: `classes without positives or negatives are left out: ${left.join(', ')}` } : {}),
  };
}
