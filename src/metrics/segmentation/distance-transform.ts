import { checkSpacing } from './mask.ts';

/**
 * Squared Euclidean distance from every pixel to the nearest site (non-zero pixel), exact, in O(n) per axis: two sweeps along the
 * first, lower envelopes of parabolas along the others (Felzenszwalb & Huttenlocher 2012). Infinity everywhere if there is no site.
 * `spacing` per axis, in mm. [shape] → [shape]
 */
export function squaredDistances(
  sites: ArrayLike<number>,
  shape: readonly number[],
  spacing?: readonly number[],
): Float64Array {
  const steps = checkSpacing(shape, spacing);
  const out = squares(pixelsToSite(sites, shape[0]!), steps[0]!);
  for (let axis = 1; axis < shape.length; axis++) alongAxis(out, shape, axis, steps[axis]!);
  return out;
}

/** Carries distances along the axes before over to this one. */
export function alongAxis(out: Float64Array, shape: readonly number[], axis: number, step: number): void {
  const length = shape[axis]!;
  const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const line = {
    values: new Float64Array(length),
    vertices: new Int32Array(length),
    starts: new Float64Array(length + 1),
  };
  for (let block = 0; block < out.length; block += length * stride) {
    for (let first = block; first < block + stride; first++) transformLine(out, { first, stride, length, step }, line);
  }
}

/** In place of a count where there is no site along the axis. */
const NONE = 2 ** 30;

/** Along the first axis alone: the pixels since the last site, or until the next. */
export function pixelsToSite(sites: ArrayLike<number>, length: number): Int32Array {
  const n = sites.length;
  const slice = n / length;
  const out = new Int32Array(n);
  for (let i = 0; i < slice; i++) out[i] = sites[i] ? 0 : NONE;
  for (let i = slice; i < n; i++) out[i] = sites[i] ? 0 : out[i - slice]! + 1;
  for (let i = n - slice - 1; i >= 0; i--) {
    const back = out[i + slice]! + 1;
    if (back < out[i]!) out[i] = back;
  }
  return out;
}

export const square = (gap: number, step: number) =>
  gap >= NONE ? Number.POSITIVE_INFINITY : gap * step * (gap * step);

export function squares(gaps: Int32Array, step: number): Float64Array {
  const out = new Float64Array(gaps.length);
  for (let i = 0; i < out.length; i++) out[i] = square(gaps[i]!, step);
  return out;
}

/** One line: the lower envelope of the parabolas (x − q)² + f(q), then its value at each pixel. */
function transformLine(
  out: Float64Array,
  { first, stride, length, step }: { first: number; stride: number; length: number; step: number },
  { values, vertices, starts }: { values: Float64Array; vertices: Int32Array; starts: Float64Array },
): void {
  const square = step * step;
  let parabolas = 0;
  for (let q = 0; q < length; q++) {
    const f = out[first + q * stride]!;
    values[q] = f;
    if (f === Number.POSITIVE_INFINITY) continue;
    let start = Number.NEGATIVE_INFINITY;
    while (parabolas > 0) {
      const v = vertices[parabolas - 1]!;
      start = (f - values[v]! + square * (q * q - v * v)) / (2 * square * (q - v)); // where q takes over from v
      if (start > starts[parabolas - 1]!) break;
      parabolas--;
      start = Number.NEGATIVE_INFINITY;
    }
    vertices[parabolas] = q;
    starts[parabolas++] = start;
  }
  if (parabolas === 0) return;
  for (let k = 0, x = 0; k < parabolas; k++) {
    const v = vertices[k]!;
    const height = values[v]!;
    const end = k + 1 < parabolas ? Math.min(length - 1, Math.floor(starts[k + 1]!)) : length - 1;
    for (; x <= end; x++) {
      const away = (x - v) * step;
      out[first + x * stride] = away * away + height;
    }
  }
}
