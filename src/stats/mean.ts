import { type Clusters, clusterIndex } from './clustered.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { studentTCdf, studentTQuantile } from './special/student-t.ts';

export interface MeanOptions {
  /** Patient of each value; the mean is then a ratio estimator over patients. [n] */
  readonly clusters?: Clusters | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
  /** Lowest and highest possible value: the interval is cut there, which few cases otherwise overstep. */
  readonly range?: readonly [number, number] | undefined;
}

/** A mean with Student's interval. */
export interface MeanInterval extends Interval {
  readonly value: number | null;
  readonly standardError: number | null;
  /** Patients, or cases, less one. */
  readonly degreesOfFreedom: number;
  readonly n: number;
}

/**
 * Mean of a value per case (`null` left out) by Student's t. With patients, its error is that of the ratio Σ values / Σ cases
 * over them (Cochran 1977, §6; what statsmodels calls cluster-robust), which needs no equal sizes.
 */
export function meanInterval(values: ArrayLike<number | null>, options: MeanOptions = {}): MeanInterval {
  const { clusters, confidence = 0.95, range: [least, most] = [-Infinity, Infinity] } = options;
  const tail = (1 - checkConfidence(confidence)) / 2;
  const method = clusters ? "Student's t by patient" : "Student's t";
  const kept = keep(values, clusters);
  const n = kept.values.length;
  const blank = { standardError: null, degreesOfFreedom: 0, low: null, high: null, method, n };
  if (n === 0) return { ...blank, value: null, reason: 'no cases' };
  const value = kept.values.reduce((sum, x) => sum + x, 0) / n;
  const { of, count } = clusterIndex(kept.clusters ?? kept.values.map((_, i) => i), n);
  const degreesOfFreedom = count - 1;
  if (count < 2) return { ...blank, value, reason: `one ${clusters ? 'patient' : 'case'} has no spread` };
  const deviations = new Float64Array(count);
  for (let i = 0; i < n; i++) deviations[of[i]!]! += kept.values[i]! - value;
  const squares = deviations.reduce((sum, d) => sum + d * d, 0);
  const standardError = Math.sqrt((count / (count - 1)) * squares) / n;
  const half = -studentTQuantile(tail, degreesOfFreedom) * standardError;
  const same = kept.values.every((x) => x === kept.values[0]);
  return {
    value,
    standardError,
    degreesOfFreedom,
    low: Math.max(least, value - half),
    high: Math.min(most, value + half),
    method,
    n,
    ...(same ? { reason: 'all values are equal' } : {}),
  };
}

/**
 * Do two models differ in the mean of a value per case (right or wrong, Brier, Dice)? `differences` are first minus second;
 * paired t test, by patient where `clusters` are given.
 */
export function pairedMeanTest(differences: ArrayLike<number | null>, options: MeanOptions = {}): PairedTest {
  const { value, low, high, standardError, degreesOfFreedom, n, reason } = meanInterval(differences, options);
  const test = options.clusters ? 'paired t by patient' : 'paired t';
  const none = { test, difference: value, low, high, standardError, statistic: null, n };
  if (value === null || standardError === null) return { ...none, p: null, ...(reason ? { reason } : {}) };
  if (standardError === 0) {
    if (value === 0) return { ...none, p: 1, reason: 'the models score alike on every case' };
    return { ...none, low: null, high: null, p: null, reason: 'the difference is the same in every case: no spread' };
  }
  const statistic = value / standardError;
  return { ...none, statistic, p: Math.min(1, 2 * studentTCdf(-Math.abs(statistic), degreesOfFreedom)) };
}

function keep(values: ArrayLike<number | null>, clusters: Clusters | undefined) {
  if (clusters && clusters.length !== values.length)
    throw new RangeError(`clusters has ${clusters.length} entries for ${values.length} cases`);
  const [kept, ids]: [number[], (number | string)[]] = [[], []];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    if (!Number.isFinite(value)) throw new RangeError(`value ${i} is ${value}: it must be a number or null`);
    kept.push(value);
    if (clusters) ids.push(clusters[i]!);
  }
  return { values: kept, clusters: clusters ? ids : undefined };
}
