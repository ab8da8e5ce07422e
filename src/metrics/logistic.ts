/** A fit of P(y = 1) = 1 / (1 + exp(−(intercept + slope · x))). */
export interface LogisticFit {
  readonly intercept: number;
  readonly slope: number;
  /** From the inverse of the Fisher information. */
  readonly interceptStandardError: number;
  readonly slopeStandardError: number;
}

/**
 * Logistic regression on one predictor by Newton's method, with halved steps where one overshoots. `targets` lie in 0 to 1 (fractions
 * allowed, as Platt's); `weights` ([n], default 1) count cases. A text instead of the fit says why the maximum-likelihood
 * estimate does not exist.
 */
export function fitLogistic(
  all: Float64Array,
  allTargets: ArrayLike<number>,
  allWeights?: ArrayLike<number>,
): LogisticFit | string {
  const { x, targets, weights } = present(all, allTargets, allWeights);
  const trouble = withoutMaximum(x, targets);
  if (trouble) return trouble;
  // Centred and scaled, so that the information matrix is well conditioned.
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = x.reduce((sum, v, i) => sum + weights[i]! * v, 0) / total;
  const scale = Math.sqrt(x.reduce((sum, v, i) => sum + weights[i]! * (v - mean) ** 2, 0) / total);
  const z = x.map((v) => (v - mean) / scale);
  const cases = { z, targets, weights };
  let [a, b] = [0, 0];
  let state = derivatives(cases, a, b);
  for (let step = 0; step < 100; step++) {
    const { g0, g1, h00, h01, h11 } = state;
    const determinant = h00 * h11 - h01 * h01;
    const da = (h11 * g0 - h01 * g1) / determinant;
    const db = (h00 * g1 - h01 * g0) / determinant;
    if (!Number.isFinite(da) || !Number.isFinite(db)) return 'the classes are all but separated: no finite fit';
    let share = 1;
    let next = derivatives(cases, a + da, b + db);
    while (next.loss > state.loss + 1e-12 * Math.abs(state.loss) && share > 1e-6) {
      share /= 2;
      next = derivatives(cases, a + share * da, b + share * db);
    }
    [a, b, state] = [a + share * da, b + share * db, next];
    if (Math.abs(da) + Math.abs(db) < 1e-14 * (1 + Math.abs(a) + Math.abs(b))) break;
  }
  const determinant = state.h00 * state.h11 - state.h01 * state.h01;
  const variance = { a: state.h11 / determinant, b: state.h00 / determinant, ab: -state.h01 / determinant };
  const shift = mean / scale;
  return {
    intercept: a - b * shift,
    slope: b / scale,
    interceptStandardError: Math.sqrt(variance.a + shift * shift * variance.b - 2 * shift * variance.ab),
    slopeStandardError: Math.sqrt(variance.b) / scale,
  };
}

interface Cases {
  readonly z: Float64Array;
  readonly targets: ArrayLike<number>;
  readonly weights: Float64Array;
}

/** The cases whose weight is not 0. */
function present(x: Float64Array, targets: ArrayLike<number>, weights?: ArrayLike<number>) {
  if (!weights) return { x, targets, weights: new Float64Array(x.length).fill(1) };
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) if (weights[i]! > 0) kept.push(i);
  return {
    x: Float64Array.from(kept, (i) => x[i]!),
    targets: Float64Array.from(kept, (i) => targets[i]!),
    weights: Float64Array.from(kept, (i) => weights[i]!),
  };
}

function derivatives({ z: x, targets, weights }: Cases, a: number, b: number) {
  let [loss, g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const eta = a + b * x[i]!;
    const p = 1 / (1 + Math.exp(-eta));
    const weight = weights[i]! * p * (1 - p);
    const residual = weights[i]! * (targets[i]! - p);
    loss += weights[i]! * (Math.log1p(Math.exp(-Math.abs(eta))) + Math.max(eta, 0) - targets[i]! * eta);
    g0 += residual;
    g1 += residual * x[i]!;
    h00 += weight;
    h01 += weight * x[i]!;
    h11 += weight * x[i]! * x[i]!;
  }
  return { loss, g0, g1, h00, h01, h11 };
}

/** The estimate exists if and only if the classes overlap strictly (Albert & Anderson 1984). */
function withoutMaximum(x: Float64Array, targets: ArrayLike<number>): string | null {
  const zeros: [low: number, high: number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const ones: [low: number, high: number] = [...zeros];
  for (let i = 0; i < x.length; i++) {
    for (const [side, counts] of [
      [zeros, targets[i]! < 1],
      [ones, targets[i]! > 0],
    ] as const) {
      if (!counts) continue;
      side[0] = Math.min(side[0], x[i]!);
      side[1] = Math.max(side[1], x[i]!);
    }
  }
  if (zeros[0] > zeros[1] || ones[0] > ones[1]) return 'needs positive and negative cases';
  if (Math.min(zeros[0], ones[0]) === Math.max(zeros[1], ones[1])) return 'all predictions are equal';
  if (zeros[1] <= ones[0] || ones[1] <= zeros[0]) return 'the predictions separate the classes: no finite fit';
  return null;
}
