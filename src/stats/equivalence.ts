import { normalCdf, normalQuantile } from './special/normal.ts';

export interface MarginOptions {
  /** Estimated difference, first minus second. */
  readonly difference: number;
  readonly standardError: number;
  /** The largest difference that does not matter, > 0, in the units of `difference`; fixed before looking. */
  readonly margin: number;
  /** Default 0.05. */
  readonly alpha?: number | undefined;
}

export interface MarginTest {
  readonly p: number;
  /** Whether p < α. */
  readonly shown: boolean;
  /** The interval whose lying inside the margin is the same decision: 1 − 2α, two-sided. */
  readonly low: number;
  readonly high: number;
}

/** Equivalence by two one-sided tests (Schuirmann 1987), normal approximation: is |difference| below the margin? */
export function tost(options: MarginOptions): MarginTest {
  const { alpha, low, high } = check(options);
  const { difference, margin } = options;
  const p = Math.max(oneSided(difference + margin, options), oneSided(margin - difference, options));
  return { p, shown: p < alpha, low, high };
}

/** Non-inferiority: is the first worse than the second by less than the margin? */
export function nonInferiority(options: MarginOptions): MarginTest {
  const { alpha, low, high } = check(options);
  const p = oneSided(options.difference + options.margin, options);
  return { p, shown: p < alpha, low, high };
}

/** P(Z > excess / SE); without any error, the sign decides. */
function oneSided(excess: number, { standardError }: MarginOptions): number {
  if (standardError === 0) return excess > 0 ? 0 : 1;
  return normalCdf(-excess / standardError);
}

function check({ difference, standardError, margin, alpha = 0.05 }: MarginOptions) {
  if (!(margin > 0)) throw new RangeError(`margin ${margin} must be greater than 0`);
  if (!(standardError >= 0)) throw new RangeError(`standard error ${standardError} must not be negative`);
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`alpha ${alpha} must lie between 0 and 0.5`);
  const half = -normalQuantile(alpha) * standardError;
  return { alpha, low: difference - half, high: difference + half };
}
