import { type Matrix, rowOf, unitRows } from './matrix.ts';

export interface NeighbourOptions {
  /** Classes there are. */
  readonly classes: number;
  /** Numbers of neighbours to ask; larger than the number of cases are cut to it. */
  readonly counts: readonly number[];
  /** A neighbour counts exp(cosine ÷ temperature), as in DINO's protocol (0.07); null: each counts the same. */
  readonly temperature: number | null;
}

/**
 * Share of the vote for each class among the nearest cases by cosine similarity: for each of `counts`, [queries × classes]. Equally near
 * ones in the order of the cases. Wu et al., CVPR 2018; Caron et al., "Emerging properties in self-supervised vision transformers", ICCV 2021.
 */
export function neighbourVotes(
  cases: Matrix,
  labels: ArrayLike<number>,
  queries: Matrix,
  { classes, counts, temperature }: NeighbourOptions,
): Float64Array[] {
  if (labels.length !== cases.rows) throw new RangeError(`${labels.length} labels for ${cases.rows} cases`);
  if (counts.some((k) => !(Number.isInteger(k) && k >= 1))) throw new RangeError('counts are whole numbers from 1');
  const [known, asked] = [unitRows(cases), unitRows(queries)];
  const votes = counts.map(() => new Float64Array(asked.rows * classes));
  const order = Uint32Array.from({ length: known.rows }, (_, i) => i);
  for (let q = 0; q < asked.rows; q++) {
    const near = similarities(known, rowOf(asked, q));
    const ranked = order.slice().sort((a, b) => near[b]! - near[a]! || a - b);
    for (const [i, k] of counts.entries()) {
      const own = votes[i]!.subarray(q * classes, (q + 1) * classes);
      let total = 0;
      for (const j of ranked.subarray(0, k)) {
        const weight = temperature === null ? 1 : Math.exp((near[j]! - 1) / temperature);
        own[labels[j]!]! += weight;
        total += weight;
      }
      for (let c = 0; c < classes; c++) own[c]! /= total;
    }
  }
  return votes;
}

function similarities({ rows, columns, data }: Matrix, query: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += data[i * columns + k]! * query[k]!;
    out[i] = sum;
  }
  return out;
}
