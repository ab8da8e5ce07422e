/**
 * Agreement beyond chance of two raters, or of a model with the truth: Cohen's κ (1960), or weighted by distance of ordered classes
 * (1968; `quadratic` as usual for gradings). `table[i][j]` counts the cases that the first calls i and the second j.
 * `null` where chance agreement is complete.
 */
export function kappa(
  table: readonly (readonly number[])[],
  weighting: 'none' | 'linear' | 'quadratic' = 'none',
): number | null {
  const k = table.length;
  if (table.some((row) => row.length !== k)) throw new RangeError('the table of κ must be square');
  const rows = table.map((row) => row.reduce((sum, x) => sum + x, 0));
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  const n = rows.reduce((sum, x) => sum + x, 0);
  const distance = (i: number, j: number) =>
    weighting === 'none' ? Number(i !== j) : Math.abs(i - j) ** (weighting === 'linear' ? 1 : 2);
  let [observed, expected] = [0, 0];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      observed += distance(i, j) * table[i]![j]!;
      expected += (distance(i, j) * rows[i]! * columns[j]!) / n;
    }
  }
  return expected > 0 ? 1 - observed / expected : null;
}

/** The k × k table of true class (rows) against predicted class (columns). Classes are 0 to k − 1. */
export function classTable(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  if (labels.length !== predicted.length)
    throw new RangeError(`${labels.length} labels for ${predicted.length} predictions`);
  const table = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = table[labels[i]!];
    if (row?.[predicted[i]!] === undefined) {
      throw new RangeError(
        `case ${i}: label ${labels[i]} and prediction ${predicted[i]} must be classes 0 to ${classes - 1}`,
      );
    }
    row[predicted[i]!]!++;
  }
  return table;
}
