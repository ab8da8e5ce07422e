import { type BootstrapOptions, percentileInterval, quantile } from './bootstrap.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import type { WeightedMetric } from './paired-bootstrap.ts';
import { resample, unitsOf } from './resample.ts';
import { normalCdf, normalQuantile } from './special/normal.ts';

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987; Efron & Tibshirani 1993, ch. 14). The acceleration is from
 * leaving out one case (or patient) at a time.
 */
export function bcaBootstrap(metric: WeightedMetric, options: BootstrapOptions): Interval {
  const { n, replicates = 2000, confidence = 0.95 } = options;
  const tail = (1 - checkConfidence(confidence)) / 2;
  const method = `BCa bootstrap${options.clusters ? ' by patient' : ''} (${replicates})`;
  const value = metric(new Float64Array(n).fill(1));
  if (value === null) return { low: null, high: null, method, reason: 'the metric is undefined on these cases' };
  const draws: number[] = [];
  resample({ ...options, replicates }, (weights) => {
    const draw = metric(weights);
    if (draw !== null) draws.push(draw);
  });
  const sorted = Float64Array.from(draws).sort();
  const percentile = percentileInterval(sorted, { ...options, replicates });
  const below = draws.filter((x) => x < value).length + draws.filter((x) => x === value).length / 2;
  const acceleration = jackknifeAcceleration(metric, options);
  if (percentile.low === null || below === 0 || below === draws.length || acceleration === null) {
    const why =
      'BCa is undefined here (all replicates on one side, or no jackknife spread), so the percentile interval stands in';
    return { ...percentile, reason: percentile.low === null ? percentile.reason! : why };
  }
  const bias = normalQuantile(below / draws.length);
  const adjusted = (q: number) => {
    const z = bias + normalQuantile(q);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return { low: quantile(sorted, adjusted(tail)), high: quantile(sorted, adjusted(1 - tail)), method };
}

/** Σ d³ / (6 (Σ d²)^1.5) over the jackknife deviations; `null` without spread. */
export function jackknifeAcceleration(metric: WeightedMetric, options: BootstrapOptions): number | null {
  const weights = new Float64Array(options.n).fill(1);
  const values: number[] = [];
  for (const members of unitsOf(options).cases) {
    for (const i of members) weights[i] = 0;
    const value = metric(weights);
    for (const i of members) weights[i] = 1;
    if (value !== null) values.push(value);
  }
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : null;
}
