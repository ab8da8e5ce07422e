/** A fitted temperature, or why there is none. */
export type Temperature = { readonly temperature: number } | { readonly temperature: null; readonly reason: string };

/**
 * Temperature scaling: the T that minimises the log loss of softmax(logits / T) (Guo et al. 2017). Convex in 1/T, by Newton.
 *
 * @param labels class index of each case. [n]
 * @param logits rows of k logits; of a two-class model with one logit z, rows [0, z]. [n][k]
 */
export function temperatureScaling(labels: ArrayLike<number>, logits: readonly ArrayLike<number>[]): Temperature {
  if (labels.length !== logits.length)
    throw new RangeError(`${labels.length} labels for ${logits.length} rows of logits`);
  logits.forEach((row, i) => {
    if (!(Number.isInteger(labels[i]) && labels[i]! >= 0 && labels[i]! < row.length)) {
      throw new RangeError(`label ${i} is ${labels[i]}: it must be a class from 0 to ${row.length - 1}`);
    }
  });
  if (logits.length === 0) return { temperature: null, reason: 'no cases' };
  if (slopes(labels, logits, 0).gradient >= 0) {
    return { temperature: null, reason: 'the logits say nothing of the labels: the best temperature is infinite' };
  }
  if (logits.every((row, i) => Array.from(row).every((z) => z <= row[labels[i]!]!))) {
    return { temperature: null, reason: 'every case is classified rightly: the best temperature is 0' };
  }
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let beta = 1;
  for (let step = 0; step < 500; step++) {
    const { gradient, curvature } = slopes(labels, logits, beta);
    if (gradient > 0) high = beta;
    else low = beta;
    let next = beta - gradient / curvature;
    if (!(next > low && next < high)) next = high === Number.POSITIVE_INFINITY ? 2 * beta : (low + high) / 2;
    const done = Math.abs(next - beta) <= 1e-15 * beta;
    beta = next;
    if (done) break;
  }
  return { temperature: 1 / beta };
}

/** Derivatives of the summed log loss in β = 1/T: Σ (E[z] − z_y) and Σ Var[z], under softmax(β z). */
function slopes(labels: ArrayLike<number>, logits: readonly ArrayLike<number>[], beta: number) {
  let [gradient, curvature] = [0, 0];
  logits.forEach((row, i) => {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < row.length; k++) top = Math.max(top, row[k]!);
    let [total, first, second] = [0, 0, 0]; // moments of z − top, which keeps the exponentials in range
    for (let k = 0; k < row.length; k++) {
      const z = row[k]! - top;
      const weight = Math.exp(beta * z);
      total += weight;
      first += weight * z;
      second += weight * z * z;
    }
    const mean = first / total;
    gradient += mean - (row[labels[i]!]! - top);
    curvature += second / total - mean * mean;
  });
  return { gradient, curvature };
}
