import { betaKernel, incompleteBeta } from './beta.ts';

/** P(X = k) of the binomial, by Loader's saddle point (2000): no digits are lost for large n. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return p ** n;
  return (betaKernel(k, n - k, p) * n) / (k * (n - k));
}

/** P(X ≤ k). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(n - k, k + 1, 1 - p, p);
}
