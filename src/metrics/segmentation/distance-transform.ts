import { checkSpacing, strides } from './mask.ts';

/**
 * Squared Euclidean distance from every pixel to the nearest site (non-zero pixel), exact, in O(n) per axis (Felzenszwalb &
 * Huttenlocher 2012). Infinity everywhere if there is no site. `spacing` per axis, in mm. [shape] → [shape]
 */
export function squaredDistances(
  sites: ArrayLike<number>,
  shape: readonly number[],
  spacing?: readonly number[],
): Float64Array {
  const steps = checkSpacing(shape, spacing);
  const out = new Float64Array(sites.length);
  for (let i = 0; i < out.length; i++) out[i] = sites[i] ? 0 : Number.POSITIVE_INFINITY;
  const longest = Math.max(...shape);
  const line = {
    values: new Float64Array(longest),
    vertices: new Int32Array(longest),
    starts: new Float64Array(longest + 1),
  };
  strides(shape).forEach((stride, axis) => {
    const length = shape[axis]!;
    for (let first = 0; first < out.length; first++) {
      if (Math.floor(first / stride) % length === 0)
        transformLine(out, { first, stride, length, step: steps[axis]! }, line);
    }
  });
  return out;
}

/** One line: the lower envelope of the parabolas (x − q)² + f(q), then its value at each pixel. */
function transformLine(
  out: Float64Array,
  { first, stride, length, step }: { first: number; stride: number; length: number; step: number },
  { values, vertices, starts }: { values: Float64Array; vertices: Int32Array; starts: Float64Array },
): void {
  let parabolas = 0;
  for (let q = 0; q < length; q++) {
    const f = out[first + q * stride]!;
    values[q] = f;
    if (f === Number.POSITIVE_INFINITY) continue;
    let start = Number.NEGATIVE_INFINITY;
    while (parabolas > 0) {
      const v = vertices[parabolas - 1]!;
      start = (f - values[v]! + step * step * (q * q - v * v)) / (2 * step * step * (q - v)); // where q takes over from v
      if (start > starts[parabolas - 1]!) break;
      parabolas--;
      start = Number.NEGATIVE_INFINITY;
    }
    vertices[parabolas] = q;
    starts[parabolas++] = start;
  }
  if (parabolas === 0) return;
  for (let x = 0, k = 0; x < length; x++) {
    while (k + 1 < parabolas && starts[k + 1]! < x) k++;
    const away = (x - vertices[k]!) * step;
    out[first + x * stride] = away * away + values[vertices[k]!]!;
  }
}
