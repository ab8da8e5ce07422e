import { incompleteGamma } from './gamma.ts';

const SQRT_2PI = 2.5066282746310002;

/** Density of the standard normal. */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / SQRT_2PI;

/** P(Z ≤ z), accurate in relative terms in the lower tail too: through the incomplete gamma of ½ (DLMF 7.11.2). */
export function normalCdf(z: number): number {
  if (z === 0) return 0.5;
  const { lower, upper } = incompleteGamma(0.5, (z * z) / 2);
  return z < 0 ? upper / 2 : 0.5 + lower / 2;
}

/** P(Z > z). */
export const normalSurvival = (z: number): number => normalCdf(-z);

/** P(|Z| > |z|): the two-sided p value of a z statistic. */
export const twoSidedP = (z: number): number => Math.min(1, 2 * normalCdf(-Math.abs(z)));

/** The z with P(Z ≤ z) = p: Abramowitz & Stegun 26.2.23 polished by Halley's method to full precision. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} must lie in 0 to 1`);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let i = 0; i < 3; i++) {
    const u = (normalCdf(z) - p) / normalDensity(z);
    if (!Number.isFinite(u)) break; // the density underflowed: p is below the smallest normal double
    z -= u / (1 + (z * u) / 2);
  }
  return z;
}
