import { enlarge, type Heat } from '../heat.ts';

/**
 * Spearman's rank correlation of two maps of the same image, on the finer grid of the two; null where one is the same everywhere. Between
 * a trained model's map and that of the same model with random weights, it is how much of the map is not learnt: Adebayo et al., "Sanity
 * checks for saliency maps", NeurIPS 2018.
 */
export function mapLikeness(a: Heat, b: Heat): number | null {
  const [rows, columns] = [Math.max(a.rows, b.rows), Math.max(a.columns, b.columns)];
  return correlation(ranks(enlarge(a, rows, columns)), ranks(enlarge(b, rows, columns)));
}

/** Ranks from 0, ties at their mean. */
function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) out[order[k]!] = (from + to - 1) / 2;
    from = to;
  }
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - ma) * (b[i]! - mb);
    aa += (a[i]! - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}
