import { gammaKernel, incompleteGamma } from './gamma.ts';
import { invert } from './invert.ts';

/** P(X ≤ x) of χ² with `df` degrees of freedom. */
export const chiSquaredCdf = (x: number, df: number): number => incompleteGamma(df / 2, x / 2).lower;

/** P(X > x): the p value of a χ² statistic. */
export const chiSquaredSurvival = (x: number, df: number): number => incompleteGamma(df / 2, x / 2).upper;

/** The x with P(X ≤ x) = p; found as a logarithm, so that tiny quantiles keep their digits. */
export function chiSquaredQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} must lie in 0 to 1`);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const logHalf = invert(
    (t) => incompleteGamma(df / 2, Math.exp(t)).lower,
    (t) => gammaKernel(df / 2, Math.exp(t)),
    p,
    { low: -700, high: Math.log(df + 1000) + 1 },
  );
  return 2 * Math.exp(logHalf);
}
