import { type ConfusionMatrix, npv, ppv, predictiveValuesAt, sensitivity, specificity } from '../metrics/index.ts';
import { wilson } from '../stats/index.ts';

export interface Bounded {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface OperatingPoint {
  readonly sensitivity: Bounded;
  readonly specificity: Bounded;
  readonly ppv: Bounded;
  readonly npv: Bounded;
}

/**
 * What the reader's sliders show, computed once more in script.ts for the page. Wilson intervals; where the prevalence is not the test
 * set's, predictive values by Bayes, and their intervals from Wilson's of the two rates through the likelihood ratio (MOVER-R: eq. 9 of
 * Donner & Zou, Stat Methods Med Res 2012; 21(4): 347–359, the one that R's `pairwiseCI::MOVERR` has), which stays defined when a
 * count is 0. `prevalence` null takes the test set's own.
 */
export function operatingPoint(c: ConfusionMatrix, prevalence: number | null, confidence = 0.95): OperatingPoint {
  const share = (value: number | null, hits: number, n: number): Bounded => ({ value, ...wilson(hits, n, confidence) });
  const sens = share(sensitivity(c), c.tp, c.tp + c.fn);
  const spec = share(specificity(c), c.tn, c.tn + c.fp);
  if (prevalence === null) {
    const [p, n] = [c.tp + c.fp, c.tn + c.fn];
    return { sensitivity: sens, specificity: spec, ppv: share(ppv(c), c.tp, p), npv: share(npv(c), c.tn, n) };
  }
  const at = predictiveValuesAt(c, prevalence);
  const oddsOf = (p: number) => (p === 1 ? Number.POSITIVE_INFINITY : p / (1 - p));
  const positive = ratioInterval(sens, complement(spec));
  const negative = ratioInterval(spec, complement(sens));
  return {
    sensitivity: sens,
    specificity: spec,
    ppv: { value: at.ppv, ...bayes(positive, oddsOf(prevalence)) },
    npv: { value: at.npv, ...bayes(negative, oddsOf(1 - prevalence)) },
  };
}

const complement = ({ value, low, high }: Bounded): Bounded => ({
  value: value === null ? null : 1 - value,
  low: high === null ? null : 1 - high,
  high: low === null ? null : 1 - low,
});

interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

/** Of a / b from the intervals of both. The upper end may be infinite. */
function ratioInterval(a: Bounded, b: Bounded): Ends {
  if (a.value === null || b.value === null) return { low: null, high: null };
  const [x, lx, ux] = [a.value, a.low!, a.high!];
  const [y, ly, uy] = [b.value, b.low!, b.high!];
  const root = (l: number, u: number) => Math.sqrt(Math.max(0, (x * y) ** 2 - l * u * (2 * x - l) * (2 * y - u)));
  const top = lx * (2 * x - lx);
  const bottom = ly * (2 * y - ly);
  return {
    low: top > 0 ? top / (x * y + root(lx, uy)) : 0, // the published form times its conjugate: no 0 / 0 at 2y = uy
    high: bottom > 0 ? (x * y + root(ux, ly)) / bottom : Number.POSITIVE_INFINITY,
  };
}

/** Odds after the test as a probability. */
function bayes({ low, high }: Ends, odds: number): Ends {
  if (low === null || high === null) return { low: null, high: null };
  const probability = (ratio: number) => {
    const after = ratio * odds;
    return after === Number.POSITIVE_INFINITY ? 1 : Number.isNaN(after) ? (odds === 0 ? 0 : 1) : after / (1 + after);
  };
  return { low: probability(low), high: probability(high) };
}
