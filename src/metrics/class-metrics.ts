/** Metrics of a decision among k classes; `null` where the table leaves one undefined. */
export interface ClassMetrics {
  /** Share of right decisions. */
  readonly accuracy: number | null;
  /** Mean sensitivity of the classes that occur (macro recall). */
  readonly balancedAccuracy: number | null;
  /** Mean F1 of the classes that occur or are predicted. */
  readonly macroF1: number | null;
  /** Matthews correlation of k classes (Gorodkin 2004); 0 where every case gets the same call, `null` with one class alone. */
  readonly mcc: number | null;
  /** Sensitivity of each class. [k] */
  readonly sensitivities: readonly (number | null)[];
}

/** From the k × k table of true class (rows) against predicted class (columns), as of `classTable`. */
export function classMetrics(table: readonly (readonly number[])[]): ClassMetrics {
  if (table.some((row) => row.length !== table.length)) throw new RangeError('the table of classes must be square');
  const truth = table.map((row) => row.reduce((sum, x) => sum + x, 0));
  const called = table.map((_, c) => table.reduce((sum, row) => sum + row[c]!, 0));
  const right = table.map((row, c) => row[c]!);
  const n = truth.reduce((sum, x) => sum + x, 0);
  const hits = right.reduce((sum, x) => sum + x, 0);
  const sensitivities = truth.map((t, c) => (t > 0 ? right[c]! / t : null));
  const f1s = truth.map((t, c) => (t + called[c]! > 0 ? (2 * right[c]!) / (t + called[c]!) : null));
  return {
    accuracy: n > 0 ? hits / n : null,
    balancedAccuracy: meanOf(sensitivities),
    macroF1: meanOf(f1s),
    mcc: correlation({ truth, called, hits, n }),
    sensitivities,
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((x) => x !== null);
  return defined.length > 0 ? defined.reduce((sum, x) => sum + x, 0) / defined.length : null;
}

function correlation(parts: { truth: number[]; called: number[]; hits: number; n: number }): number | null {
  const { truth, called, hits, n } = parts;
  const product = (a: number[], b: number[]) => a.reduce((sum, x, c) => sum + x * b[c]!, 0);
  const [ofTruth, ofCalls] = [n * n - product(truth, truth), n * n - product(called, called)];
  if (ofTruth <= 0) return null;
  if (ofCalls <= 0) return 0;
  const r = (hits * n - product(truth, called)) / Math.sqrt(ofTruth) / Math.sqrt(ofCalls);
  return Math.max(-1, Math.min(1, r));
}
