import type { Clusters } from './clustered.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import { type MeanInterval, meanInterval } from './mean.ts';
import { betaQuantile } from './special/beta.ts';
import { normalQuantile } from './special/normal.ts';
import { studentTQuantile } from './special/student-t.ts';

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
  return { ...score(successes / n, n, z), method };
}

/** The score interval of a share p of n, which need not be whole. */
function score(p: number, n: number, z: number) {
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: p === 0 ? 0 : (centre - half) / scale, high: p === 1 ? 1 : (centre + half) / scale };
}

/**
 * Wilson's interval of a proportion whose cases come by patient: n is divided by the design effect of the ratio estimator (Rao &
 * Scott 1992) and shrunk for few patients by (z/t)² (Korn & Graubard 1998). Where all cases agree there is no design
 * effect to see, and the patients alone are counted. `successes`: 1 or 0 per case, `null` left out. [n]
 */
export function clusteredProportion(
  successes: ArrayLike<number | boolean | null>,
  clusters: Clusters,
  confidence = 0.95,
): MeanInterval {
  const values = Array.from(successes, (x) => (x === null ? null : Number(x)));
  values.forEach((x, i) => {
    if (x !== null && x !== 0 && x !== 1) throw new RangeError(`case ${i} is ${x}: a success is 1, a failure 0`);
  });
  const mean = meanInterval(values, { clusters, confidence });
  const method = 'Wilson by patient';
  const { value, standardError, degreesOfFreedom, n, reason } = mean;
  const tail = (1 - checkConfidence(confidence)) / 2;
  const z = -normalQuantile(tail);
  if (value === null || standardError === null) {
    // One patient: all its cases may be one.
    return value === null
      ? { ...mean, method }
      : { ...mean, ...score(value, 1, z), method, ...(reason ? { reason } : {}) };
  }
  if (standardError === 0) {
    const count = degreesOfFreedom + 1;
    const why = 'no variance between patients: each is counted as one case';
    return { ...mean, ...score(value, count, z), method, reason: why };
  }
  const effective = (value * (1 - value)) / standardError ** 2;
  const shrunk = effective * (z / studentTQuantile(tail, degreesOfFreedom)) ** 2;
  return { ...mean, ...score(value, shrunk, z), method, n };
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
