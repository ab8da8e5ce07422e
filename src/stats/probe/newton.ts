/** A smooth convex function of many numbers, seen from one point. */
export interface Outlook {
  readonly value: number;
  readonly gradient: Float64Array;
  /** The second derivatives times a direction. */
  curvature(direction: Float64Array): Float64Array;
}

export interface NewtonOptions {
  /** Stops where the gradient has fallen to this share of the one at 0; default 1e-12. */
  readonly tolerance?: number;
  /** Default 200. */
  readonly maxSteps?: number;
}

/**
 * The minimum of a smooth convex function by Newton's method, its equations solved by conjugate gradients as far as a step is worth
 * (Nocedal & Wright, "Numerical optimization", 2nd ed., algorithm 7.1), with halved steps where one overshoots.
 */
export function minimise(
  look: (at: Float64Array) => Outlook,
  start: Float64Array,
  { tolerance = 1e-12, maxSteps = 200 }: NewtonOptions = {},
): Float64Array {
  const scale = norm(look(new Float64Array(start.length)).gradient);
  let at = start;
  let here = look(at);
  for (let step = 0; step < maxSteps; step++) {
    const size = norm(here.gradient);
    if (size <= tolerance * scale) break;
    const direction = solve(here, Math.min(0.1, Math.sqrt(size / scale)) * size);
    const slope = dot(here.gradient, direction);
    let share = 1;
    let next = look(moved(at, direction, share));
    // near the minimum the values differ by rounding alone, and the full step is right
    const slack = 1e-13 * Math.abs(here.value);
    while (!(next.value <= here.value + 1e-4 * share * slope + slack) && share > 1e-10) {
      share /= 2;
      next = look(moved(at, direction, share));
    }
    if (share <= 1e-10 || (norm(next.gradient) >= size && here.value - next.value <= slack)) break; // nothing but rounding left
    at = moved(at, direction, share);
    here = next;
  }
  return at;
}

/** Conjugate gradients for `curvature(x) = −gradient`, until the residual is small. */
function solve({ gradient, curvature }: Outlook, enough: number): Float64Array {
  const n = gradient.length;
  const x = new Float64Array(n);
  const residual = gradient.map((g) => -g);
  const along = residual.slice();
  let square = dot(residual, residual);
  for (let i = 0; i < 2 * n + 20 && Math.sqrt(square) > enough; i++) {
    const bent = curvature(along);
    const bend = dot(along, bent);
    if (!(bend > 0)) break; // flat in this direction, as all intercepts of a softmax together are
    const share = square / bend;
    for (let k = 0; k < n; k++) {
      x[k]! += share * along[k]!;
      residual[k]! -= share * bent[k]!;
    }
    const before = square;
    square = dot(residual, residual);
    for (let k = 0; k < n; k++) along[k] = residual[k]! + (square / before) * along[k]!;
  }
  return x;
}

const moved = (at: Float64Array, by: Float64Array, share: number) => at.map((v, k) => v + share * by[k]!);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

const norm = (a: Float64Array) => Math.sqrt(dot(a, a));
