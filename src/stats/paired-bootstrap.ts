import type { WeightedMetric } from '../metrics/index.ts';
import { type BootstrapOptions, percentileInterval, standardDeviation } from './bootstrap.ts';
import { checkConfidence } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { resample, unitsOf } from './resample.ts';
import { studentTCdf, studentTQuantile } from './special/student-t.ts';

export type { WeightedMetric };

/**
 * Do two models differ in any metric? Both are computed on the same resamples, of patients where `clusters` is given.
 *
 * `type: 'wald'` (default) sets the difference against the standard deviation of its replicates, by Student's t with units − 1
 * degrees of freedom; in simulation this keeps the error of the first kind better than `percentile`, where p is twice the
 * smaller share of differences on one side of 0, the observed sample counted in (Davison & Hinkley 1997, §4.2).
 */
export function pairedBootstrap(
  metrics: { readonly a: WeightedMetric; readonly b: WeightedMetric },
  options: BootstrapOptions & { readonly type?: 'wald' | 'percentile' | undefined },
): PairedTest {
  const { n, replicates = 2000 } = options;
  const ones = new Float64Array(n).fill(1);
  const [valueA, valueB] = [metrics.a(ones), metrics.b(ones)];
  const test = options.clusters ? 'paired bootstrap by patient' : 'paired bootstrap';
  if (valueA === null || valueB === null) {
    const reason = 'the metric is undefined on these cases';
    return { test, difference: null, low: null, high: null, statistic: null, standardError: null, p: null, n, reason };
  }
  const differences: number[] = [];
  resample({ ...options, replicates }, (weights) => {
    const [a, b] = [metrics.a(weights), metrics.b(weights)];
    if (a !== null && b !== null) differences.push(a - b);
  });
  const sorted = Float64Array.from(differences).sort();
  const percentile = percentileInterval(sorted, { ...options, replicates });
  const { reason } = percentile;
  const difference = valueA - valueB;
  const standardError = standardDeviation(sorted);
  const shown = { test, difference, standardError, n, ...(reason ? { reason } : {}) };
  if (standardError === 0 && difference === 0 && 2 * sorted.length >= replicates)
    return { ...shown, low: 0, high: 0, statistic: null, p: 1, reason: 'the models score alike' };
  if (options.type === 'percentile' || !standardError || percentile.low === null) {
    const { low, high } = percentile;
    return { ...shown, low, high, statistic: null, p: low === null ? null : pValue(sorted) };
  }
  const degreesOfFreedom = unitsOf(options).cases.length - 1;
  if (degreesOfFreedom < 1) {
    return { ...shown, low: null, high: null, statistic: null, p: null, reason: 'one patient has no spread' };
  }
  const tail = (1 - checkConfidence(options.confidence ?? 0.95)) / 2;
  const half = -studentTQuantile(tail, degreesOfFreedom) * standardError;
  const statistic = difference / standardError;
  const p = Math.min(1, 2 * studentTCdf(-Math.abs(statistic), degreesOfFreedom));
  return { ...shown, low: difference - half, high: difference + half, statistic, p };
}

function pValue(differences: Float64Array): number {
  let [below, above] = [0, 0];
  for (const d of differences) {
    if (d <= 0) below++;
    if (d >= 0) above++;
  }
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (differences.length + 1));
}
