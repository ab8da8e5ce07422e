import { log1pmx, stirlingError } from './gamma.ts';
import { invert } from './invert.ts';

/** xᵃ (1 − x)ᵇ / B(a, b), without losing digits for large a and b (Loader 2000). */
export function betaKernel(a: number, b: number, x: number, y = 1 - x): number {
  const n = a + b;
  const scale = Math.sqrt((a / n) * (b / (2 * Math.PI)));
  const shift = x * b - y * a; // u a = −v b = shift: the first-order terms of the two logarithms cancel
  const exponent = a * log1pmx(shift / a, (x / a) * n) + b * log1pmx(-shift / b, (y / b) * n);
  return scale * Math.exp(exponent + stirlingError(n) - stirlingError(a) - stirlingError(b));
}

/** Regularised incomplete beta I_x(a, b), by its continued fraction (DLMF 8.17.22). `y` is 1 − x, if known better. */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const kernel = betaKernel(a, b, x, y);
  if (x < (a + 1) / (a + b + 2)) return Math.min(1, (kernel * fraction(a, b, x)) / a);
  return Math.max(0, 1 - (kernel * fraction(b, a, y)) / b);
}

/** Modified Lentz; converges in O(√max(a, b)) steps where x < (a + 1) / (a + b + 2). */
function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return value;
}

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} must lie in 0 to 1`);
  if (p === 0 || p === 1) return p;
  if (incompleteBeta(a, b, 0.5) < p) return 1 - betaQuantileBelowHalf(1 - p, b, a);
  return betaQuantileBelowHalf(p, a, b);
}

/** Small quantiles are found as logarithms, so that tiny ones keep their digits. */
function betaQuantileBelowHalf(p: number, a: number, b: number): number {
  const logX = invert(
    (t) => incompleteBeta(a, b, Math.exp(t)),
    (t) => betaKernel(a, b, Math.exp(t)) / (1 - Math.exp(t)),
    p,
    { low: -700, high: Math.log(0.6) },
  );
  return Math.exp(logX);
}
