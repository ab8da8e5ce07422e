import type { Matrix } from './matrix.ts';
import { minimise, type Outlook } from './newton.ts';

export interface LogisticOptions {
  /** How much the data count against ½‖weights‖²; large is little shrinkage (scikit-learn's `C`). */
  readonly c: number;
  /** Where to begin; the answer does not depend on it. */
  readonly start?: LogisticModel | undefined;
  /** Share of the gradient at 0 that may be left; default 1e-12, which is all that rounding allows. */
  readonly tolerance?: number | undefined;
}

/** logits = weights · features + intercept; of two classes one row, whose logit is that of class 1. */
export interface LogisticModel {
  readonly classes: number;
  /** [1 or classes, features] */
  readonly weights: Matrix;
  /** [1 or classes] */
  readonly intercepts: Float64Array;
}

/**
 * Logistic regression on many features with an L2 penalty on the weights, not the intercepts: the minimum of c · Σ −ln p(own class) +
 * ½‖weights‖², which scikit-learn's `LogisticRegression` approaches too; softmax for more than two classes. `labels`: class of each row. [n]
 */
export function fitLogisticRegression(
  features: Matrix,
  labels: ArrayLike<number>,
  classes: number,
  { c, start, tolerance = 1e-12 }: LogisticOptions,
): LogisticModel {
  if (labels.length !== features.rows) throw new RangeError(`${labels.length} labels for ${features.rows} rows`);
  if (!(c > 0)) throw new RangeError(`c is ${c}: it must be above 0`);
  if (new Set(Array.from(labels)).size < 2) throw new RangeError('needs cases of at least two classes');
  const outputs = classes === 2 ? 1 : classes;
  const size = outputs * features.columns;
  const from = new Float64Array(size + outputs);
  if (start) {
    from.set(start.weights.data);
    from.set(start.intercepts, size);
  }
  const found = minimise((at) => outlook(at, { features, labels, outputs, c }), from, { tolerance });
  const weights = { rows: outputs, columns: features.columns, data: found.slice(0, size) };
  return { classes, weights, intercepts: found.slice(size) };
}

/** Probabilities of each class, row by row: [n × classes]. */
export function logisticProbabilities({ classes, weights, intercepts }: LogisticModel, features: Matrix): Float64Array {
  const outputs = weights.rows;
  const out = new Float64Array(features.rows * classes);
  const rows = probabilitiesOf(logitsOf(features, weights.data, intercepts, outputs), outputs);
  if (outputs > 1) out.set(rows);
  else for (let i = 0; i < features.rows; i++) out.set([1 - rows[i]!, rows[i]!], 2 * i);
  return out;
}

interface Task {
  readonly features: Matrix;
  readonly labels: ArrayLike<number>;
  readonly outputs: number;
  readonly c: number;
}

function outlook(at: Float64Array, { features, labels, outputs, c }: Task): Outlook {
  const size = outputs * features.columns;
  const logits = logitsOf(features, at.subarray(0, size), at.subarray(size), outputs);
  const p = probabilitiesOf(logits, outputs);
  let value = 0;
  for (let k = 0; k < size; k++) value += at[k]! ** 2 / 2;
  const errors = new Float64Array(p.length);
  for (let i = 0; i < features.rows; i++) {
    const own = logits.subarray(i * outputs, (i + 1) * outputs);
    if (outputs === 1) value += c * (softplus(own[0]!) - labels[i]! * own[0]!);
    else value += c * (logSumExp(own) - own[labels[i]!]!);
    for (let o = 0; o < outputs; o++) {
      const target = outputs === 1 ? labels[i]! : Number(o === labels[i]);
      errors[i * outputs + o] = c * (p[i * outputs + o]! - target);
    }
  }
  return {
    value,
    gradient: pulledBack(features, errors, at, outputs),
    curvature(direction) {
      const moved = logitsOf(features, direction.subarray(0, size), direction.subarray(size), outputs);
      for (let i = 0; i < features.rows; i++) bend(moved, p, i * outputs, outputs, c);
      return pulledBack(features, moved, direction, outputs);
    },
  };
}

/** c · (diag(p) − p pᵀ) times one row, in place; of one output c · p (1 − p). */
function bend(rows: Float64Array, p: Float64Array, at: number, outputs: number, c: number): void {
  if (outputs === 1) {
    rows[at]! *= c * p[at]! * (1 - p[at]!);
    return;
  }
  let mean = 0;
  for (let o = at; o < at + outputs; o++) mean += p[o]! * rows[o]!;
  for (let o = at; o < at + outputs; o++) rows[o] = c * p[o]! * (rows[o]! - mean);
}

/** features · weightsᵀ + intercepts, row by row: [n × outputs]. */
function logitsOf({ rows, columns, data }: Matrix, weights: ArrayLike<number>, b: ArrayLike<number>, outputs: number) {
  const out = new Float64Array(rows * outputs);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < outputs; o++) {
      let sum = b[o]!;
      for (let k = 0; k < columns; k++) sum += data[i * columns + k]! * weights[o * columns + k]!;
      out[i * outputs + o] = sum;
    }
  }
  return out;
}

/** What rows of outputs [n × outputs] are in the parameters, with the penalty's share: [weights, intercepts]. */
function pulledBack({ rows, columns, data }: Matrix, of: Float64Array, at: Float64Array, outputs: number) {
  const size = outputs * columns;
  const out = at.slice();
  out.fill(0, size);
  for (let i = 0; i < rows; i++) {
    for (let o = 0; o < outputs; o++) {
      const weight = of[i * outputs + o]!;
      out[size + o]! += weight;
      for (let k = 0; k < columns; k++) out[o * columns + k]! += weight * data[i * columns + k]!;
    }
  }
  return out;
}

function probabilitiesOf(logits: Float64Array, outputs: number): Float64Array {
  if (outputs === 1) return logits.map((z) => 1 / (1 + Math.exp(-z)));
  const out = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += outputs) {
    const own = logits.subarray(at, at + outputs);
    const total = logSumExp(own);
    for (let o = 0; o < outputs; o++) out[at + o] = Math.exp(own[o]! - total);
  }
  return out;
}

const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

function logSumExp(row: Float64Array): number {
  const top = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return top + Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
}
