/**
 * The gamma family. All densities go through Stirling's error δ and log1pmx, so that large arguments lose no digits
 * (Loader 2000, "Fast and accurate computation of binomial probabilities").
 */
const HALF_LOG_2PI = 0.9189385332046727;

/** δ(x) = ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], x > 0: Stirling's series (DLMF 5.11.1), shifted up below 12. */
export function stirlingError(x: number): number {
  let shift = 0;
  while (x < 12) {
    shift += (x + 0.5) * Math.log1p(1 / x) - 1;
    x += 1;
  }
  const r = 1 / (x * x);
  const series =
    (1 / 12 -
      r *
        (1 / 360 -
          r *
            (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r * (1 / 156 - r * (3617 / 122400)))))))) /
    x;
  return series + shift;
}

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingError(x);
}

/** ln(1 + x) − x without cancellation near 0, x > −1. `onePlus` is 1 + x, if known better: it matters near −1. */
export function log1pmx(x: number, onePlus = 1 + x): number {
  if (Math.abs(x) > 0.3) return Math.log(onePlus) - x;
  // ln(1+x) = 2 atanh(t) with t = x / (2 + x), and x = t (2 + x)
  const t = x / (2 + x);
  const t2 = t * t;
  let sum = 0;
  let power = t2;
  for (let k = 3; k < 60; k += 2) {
    const term = power / k;
    sum += term;
    if (term < 1e-18 * sum) break;
    power *= t2;
  }
  return 2 * t * sum - t * x;
}

/** xᵃ e⁻ˣ / Γ(a). */
export function gammaKernel(a: number, x: number): number {
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * log1pmx((x - a) / a, x / a) - stirlingError(a));
}

/** Regularised incomplete gamma: P(a, x) and Q(a, x) = 1 − P, each to full relative precision (DLMF 8.7.1, 8.9.2). */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const kernel = gammaKernel(a, x);
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    const lower = Math.min(1, kernel * sum);
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, kernel / upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

/** The continued fraction of xᵃ e⁻ˣ / Γ(a, x) by modified Lentz. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let fraction = b;
  let c = b;
  let d = 0;
  for (let n = 1; n < 100_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (b + an * d);
    c = b + an / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) <= Number.EPSILON) break;
  }
  return fraction;
}
