import { checkConfidence } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { binomialCdf, binomialProbability } from './special/binomial.ts';
import { normalQuantile } from './special/normal.ts';

/** Counts of cases by which of two models is right. */
export interface Discordance {
  /** Cases only the first model gets right. */
  readonly onlyA: number;
  /** Cases only the second model gets right. */
  readonly onlyB: number;
  readonly n: number;
}

/** Counts the discordant pairs. `correctA[i]` says whether the first model is right on case i. */
export function discordance(correctA: ArrayLike<boolean | number>, correctB: ArrayLike<boolean | number>): Discordance {
  if (correctA.length !== correctB.length) {
    throw new RangeError(
      `the models have ${correctA.length} and ${correctB.length} cases: they must be the same cases`,
    );
  }
  let [onlyA, onlyB] = [0, 0];
  for (let i = 0; i < correctA.length; i++) {
    if (correctA[i] && !correctB[i]) onlyA++;
    if (!correctA[i] && correctB[i]) onlyB++;
  }
  return { onlyA, onlyB, n: correctA.length };
}

/**
 * Do two models' shares of right decisions (accuracy; on positives only, sensitivity) differ? McNemar's test on the discordant
 * pairs, exact or mid-p (Fagerland, Lydersen & Laake 2013); the interval is Bonett & Price's (2012).
 */
export function mcnemar(
  { onlyA, onlyB, n }: Discordance,
  { variant = 'mid-p', confidence = 0.95 }: { variant?: 'exact' | 'mid-p'; confidence?: number } = {},
): PairedTest {
  const test = variant === 'exact' ? 'McNemar (exact)' : 'McNemar (mid-p)';
  const none = { test, low: null, high: null, statistic: null, standardError: null, n };
  if (n === 0) return { ...none, difference: null, p: null, reason: 'no cases' };
  const discordant = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  const difference = (onlyA - onlyB) / n;
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const shareA = (onlyA + 1) / (n + 2);
  const shareB = (onlyB + 1) / (n + 2);
  const half = z * Math.sqrt(Math.max(0, shareA + shareB - (shareA - shareB) ** 2) / (n + 2));
  return {
    ...none,
    difference,
    low: Math.max(-1, shareA - shareB - half),
    high: Math.min(1, shareA - shareB + half),
    p: discordant === 0 ? 1 : pValue(fewer, discordant, variant),
    ...(discordant === 0 ? { reason: 'the models are right on the same cases' } : {}),
  };
}

/** 2 P(X ≤ fewer) for X binomial(discordant, ½), capped at 1; the mid-p counts the observed table half. */
function pValue(fewer: number, discordant: number, variant: 'exact' | 'mid-p'): number {
  const exact = 2 * binomialCdf(fewer, discordant, 0.5);
  const observed = binomialProbability(fewer, discordant, 0.5);
  if (variant === 'exact') return Math.min(1, exact);
  return 2 * fewer === discordant ? 1 - observed / 2 : exact - observed;
}
