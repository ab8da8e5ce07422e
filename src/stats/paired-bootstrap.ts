import type { WeightedMetric } from '../metrics/index.ts';
import { type BootstrapOptions, percentileInterval, standardDeviation } from './bootstrap.ts';
import type { PairedTest } from './paired-test.ts';
import { resample } from './resample.ts';

export type { WeightedMetric };

/**
 * Do two models differ in any metric? Both are computed on the same resamples, of patients where `clusters` is given; p is
 * twice the smaller share of differences on one side of 0, with the observed sample counted in (Davison & Hinkley
 * 1997, §4.2), so that it is never 0.
 */
export function pairedBootstrap(
  metrics: { readonly a: WeightedMetric; readonly b: WeightedMetric },
  options: BootstrapOptions,
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
  const { low, high, reason } = percentileInterval(sorted, { ...options, replicates });
  return {
    test,
    difference: valueA - valueB,
    low,
    high,
    statistic: null,
    standardError: standardDeviation(sorted),
    p: sorted.length > 0 ? pValue(sorted) : null,
    n,
    ...(reason ? { reason } : {}),
  };
}

function pValue(differences: Float64Array): number {
  let [below, above] = [0, 0];
  for (const d of differences) {
    if (d <= 0) below++;
    if (d >= 0) above++;
  }
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (differences.length + 1));
}
