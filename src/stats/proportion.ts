import { checkConfidence, type Interval } from './estimate.ts';
import { betaQuantile } from './special/beta.ts';
import { normalQuantile } from './special/normal.ts';

function checkCounts(successes: number, n: number): void {
  if (!(Number.isInteger(successes) && Number.isInteger(n) && successes >= 0 && successes <= n)) {
    throw new RangeError(`${successes} of ${n}: successes and n must be whole numbers with 0 ≤ successes ≤ n`);
  }
}

const empty = (method: string): Interval => ({ low: null, high: null, method, reason: 'no cases' });

/** Wilson's score interval of a proportion (Wilson 1927; Brown, Cai & DasGupta 2001, eq. 4), without continuity correction. */
export function wilson(successes: number, n: number, confidence = 0.95): Interval {
  checkCounts(successes, n);
  const z = -normalQuantile((1 - checkConfidence(confidence)) / 2);
  const method = 'Wilson';
  if (n === 0) return empty(method);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    low: successes === 0 ? 0 : (centre - half) / scale,
    high: successes === n ? 1 : (centre + half) / scale,
    method,
  };
}

/** The exact interval of a proportion by beta quantiles (Clopper & Pearson 1934): never covers less than it says. */
export function clopperPearson(successes: number, n: number, confidence = 0.95): Interval {
  checkCounts(successes, n);
  const tail = (1 - checkConfidence(confidence)) / 2;
  const method = 'Clopper–Pearson';
  if (n === 0) return empty(method);
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1),
    method,
  };
}
