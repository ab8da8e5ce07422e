/** Labels of a two-class task: 1 or `true` for positive, 0 or `false` for negative. [n] */
export type BinaryLabels = ArrayLike<number | boolean>;

/** Checks binary labels. Throws a `RangeError` that names the first row (counted from 0) which is neither 0 nor 1. */
export function checkLabels(labels: BinaryLabels): Uint8Array {
  const out = new Uint8Array(labels.length);
  for (let i = 0; i < out.length; i++) {
    const label = Number(labels[i]);
    if (label !== 0 && label !== 1) throw new RangeError(`label ${i} is ${labels[i]}: binary labels must be 0 or 1`);
    out[i] = label;
  }
  return out;
}

/** Checks scores (any finite numbers, higher means more positive), as Float64Array [n]. */
export function checkScores(scores: ArrayLike<number>): Float64Array {
  const out = scores instanceof Float64Array ? scores : Float64Array.from(scores);
  for (let i = 0; i < out.length; i++) {
    if (!Number.isFinite(out[i]!)) throw new RangeError(`score ${i} is ${scores[i]}: scores must be finite numbers`);
  }
  return out;
}

/** Checks probabilities: finite numbers from 0 to 1. */
export function checkProbabilities(probabilities: ArrayLike<number>): Float64Array {
  const out = checkScores(probabilities);
  for (let i = 0; i < out.length; i++) {
    if (out[i]! < 0 || out[i]! > 1) throw new RangeError(`probability ${i} is ${out[i]}: it must lie in 0 to 1`);
  }
  return out;
}

export function checkSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, what: string): void {
  if (a.length !== b.length) throw new RangeError(`${what} must have the same length, not ${a.length} and ${b.length}`);
}

/** Labels and scores of the same cases, checked. */
export function checkCases(labels: BinaryLabels, scores: ArrayLike<number>) {
  checkSameLength(labels, scores, 'labels and scores');
  return { labels: checkLabels(labels), scores: checkScores(scores) };
}
