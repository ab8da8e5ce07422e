import { incompleteBeta } from './beta.ts';

/** P(X > f) of the F distribution with (d1, d2) degrees of freedom (Abramowitz & Stegun 26.6.2). */
export function fSurvival(f: number, d1: number, d2: number): number {
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(d2 / 2, d1 / 2, d2 / (d2 + d1 * f), (d1 * f) / (d2 + d1 * f));
}
