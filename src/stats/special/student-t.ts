import { betaKernel, betaQuantile, incompleteBeta } from './beta.ts';

/** P(T ≤ t) of Student's t with `df` degrees of freedom (DLMF 8.17; Abramowitz & Stegun 26.7.1). */
export function studentTCdf(t: number, df: number): number {
  const square = t * t;
  const tail = 0.5 * incompleteBeta(df / 2, 0.5, df / (df + square), square / (df + square));
  return t < 0 ? tail : 1 - tail;
}

/** The t with P(T ≤ t) = p. */
export function studentTQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} must lie in 0 to 1`);
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 0.5) return 0;
  const x = betaQuantile(2 * p, df / 2, 0.5); // df / (df + t²)
  if (x < 0.5) return -Math.sqrt((df * (1 - x)) / x);
  const y = betaQuantile(1 - 2 * p, 0.5, df / 2); // t² / (df + t²): keeps its digits near t = 0
  const t = -Math.sqrt((df * y) / (1 - y));
  // 1 − 2p has lost digits of a small p: one Newton step on the tail itself brings them back.
  return t - ((studentTCdf(t, df) - p) * -t) / betaKernel(df / 2, 0.5, 1 - y, y);
}
