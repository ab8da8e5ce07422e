import { normalQuantile } from './special/normal.ts';

export interface PowerOptions {
  /** Two-sided error of the first kind, default 0.05. */
  readonly alpha?: number | undefined;
  /** Default 0.8. */
  readonly power?: number | undefined;
}

/** z₁₋α/₂ + z_power. */
function bothQuantiles({ alpha = 0.05, power = 0.8 }: PowerOptions): number {
  for (const [name, x] of Object.entries({ alpha, power })) {
    if (!(x > 0 && x < 1)) throw new RangeError(`${name} ${x} must lie between 0 and 1`);
  }
  return -normalQuantile(alpha / 2) + normalQuantile(power);
}

/**
 * The smallest true difference that a two-sided test with this standard error of the difference finds with the power asked for
 * (Bloom 1995): (z₁₋α/₂ + z_power) · SE.
 */
export function minimumDetectableDifference(options: PowerOptions & { readonly standardError: number }): number {
  if (!(options.standardError >= 0))
    throw new RangeError(`standard error ${options.standardError} must not be negative`);
  return bothQuantiles(options) * options.standardError;
}

/** Variance of an AUROC to be expected from its size and the class sizes alone (Hanley & McNeil 1982, eq. 2). */
export function hanleyMcNeilVariance(options: {
  readonly auroc: number;
  readonly positives: number;
  readonly negatives: number;
}): number {
  const { auroc, positives, negatives } = options;
  if (!(auroc >= 0 && auroc <= 1)) throw new RangeError(`AUROC ${auroc} must lie in 0 to 1`);
  if (!(positives > 0 && negatives > 0)) throw new RangeError('both classes need cases');
  const q1 = auroc / (2 - auroc);
  const q2 = (2 * auroc * auroc) / (1 + auroc);
  const square = auroc * auroc;
  return (
    (auroc * (1 - auroc) + (positives - 1) * (q1 - square) + (negatives - 1) * (q2 - square)) / (positives * negatives)
  );
}

/**
 * Cases needed to tell two AUROCs apart on the same cases, by Hanley & McNeil's variances (1982, 1983).
 * `correlation` is that of the two estimated AUROCs (0.5 is a usual guess for two models on the same images).
 */
export function aurocSampleSize(
  options: PowerOptions & {
    readonly aurocs: readonly [number, number];
    readonly prevalence: number;
    readonly correlation?: number;
  },
): { readonly n: number; readonly positives: number; readonly negatives: number } {
  const { aurocs, prevalence, correlation = 0.5 } = options;
  const difference = Math.abs(aurocs[0] - aurocs[1]);
  if (!(prevalence > 0 && prevalence < 1)) throw new RangeError(`prevalence ${prevalence} must lie between 0 and 1`);
  if (!(correlation >= 0 && correlation < 1)) throw new RangeError(`correlation ${correlation} must lie in 0 to 1`);
  if (difference === 0) throw new RangeError('no number of cases can show a difference of 0');
  const z = bothQuantiles(options);
  const sizes = (n: number) => ({ positives: n * prevalence, negatives: n * (1 - prevalence) });
  const enough = (n: number) => {
    const [a, b] = aurocs.map((auroc) => hanleyMcNeilVariance({ auroc, ...sizes(n) })) as [number, number];
    return z * Math.sqrt(a + b - 2 * correlation * Math.sqrt(a * b)) <= difference;
  };
  let high = 2;
  while (!enough(high)) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  const positives = Math.ceil(high * prevalence);
  const negatives = Math.ceil(high * (1 - prevalence));
  return { n: positives + negatives, positives, negatives };
}

/**
 * Cases needed for McNemar's test (Connor 1987). `onlyA` and `onlyB` are the expected shares of cases that only one model
 * gets right.
 */
export function mcnemarSampleSize(options: PowerOptions & { readonly onlyA: number; readonly onlyB: number }): number {
  const { onlyA, onlyB, alpha = 0.05, power = 0.8 } = options;
  bothQuantiles(options);
  const discordant = onlyA + onlyB;
  const difference = onlyA - onlyB;
  if (!(onlyA >= 0 && onlyB >= 0 && discordant <= 1)) throw new RangeError('the shares must lie in 0 to 1 together');
  if (difference === 0) throw new RangeError('no number of cases can show a difference of 0');
  const root =
    -normalQuantile(alpha / 2) * Math.sqrt(discordant) +
    normalQuantile(power) * Math.sqrt(discordant - difference * difference);
  return Math.ceil((root / difference) ** 2);
}
