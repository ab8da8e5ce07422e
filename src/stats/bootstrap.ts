import type { WeightedMetric } from '../metrics/index.ts';
import { accelerations, bcaLevels } from './bca.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import { type ResampleOptions, resample } from './resample.ts';
import { normalQuantile } from './special/normal.ts';

/** Statistics of the cases under weights ([n], by case), by name; `null` where the weights leave one undefined. */
export type Statistics<Name extends string> = (weights: ArrayLike<number>) => Record<Name, number | null>;

export interface BootstrapOptions extends ResampleOptions {
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

/** A value with its bootstrap interval. */
export interface BootstrapEstimate extends Interval {
  /** On the cases themselves. */
  readonly value: number | null;
  /** Standard deviation of the replicates. */
  readonly standardError: number | null;
}

/**
 * Intervals of any metrics, all from the same resamples: the general path, with or without strata and patients. `type` is
 * `percentile` (default; Efron & Tibshirani 1993, ch. 13), `bca` (ch. 14), which corrects bias and skewness, or `logit`: the value ±
 * z standard errors of the replicates, all on the logit scale, for metrics between 0 and 1.
 */
export function bootstrapIntervals<Name extends string>(
  statistics: Statistics<Name>,
  options: BootstrapOptions & { readonly type?: 'percentile' | 'bca' | 'logit' | undefined },
): Record<Name, BootstrapEstimate> {
  const replicates = options.replicates ?? 2000;
  const values = statistics(new Float64Array(options.n).fill(1));
  const all = replicatesOf(statistics, { ...options, replicates });
  const acceleration = options.type === 'bca' ? accelerations(statistics, options) : null;
  const out = {} as Record<Name, BootstrapEstimate>;
  for (const name in values) {
    const value = values[name];
    const sorted = all[name] ?? new Float64Array();
    const percentile = percentileInterval(sorted, { ...options, replicates });
    const parts = { percentile, value, confidence: options.confidence };
    const interval =
      options.type === 'logit'
        ? logitInterval(sorted, parts)
        : acceleration
          ? bcaInterval(sorted, { ...parts, acceleration: acceleration[name] })
          : percentile;
    out[name] =
      value === null
        ? { value, standardError: null, low: null, high: null, method: interval.method, reason: UNDEFINED }
        : { value, standardError: standardDeviation(sorted), ...interval };
  }
  return out;
}

const UNDEFINED = 'the metric is undefined on these cases';

/** `bootstrapIntervals` of one metric. */
export function bootstrapInterval(
  metric: WeightedMetric,
  options: Parameters<typeof bootstrapIntervals>[1],
): BootstrapEstimate {
  return bootstrapIntervals((weights) => ({ metric: metric(weights) }), options).metric;
}

/** The BCa interval of one metric. */
export const bcaBootstrap = (metric: WeightedMetric, options: BootstrapOptions): BootstrapEstimate =>
  bootstrapInterval(metric, { ...options, type: 'bca' });

function bcaInterval(
  sorted: Float64Array,
  parts: {
    percentile: Interval;
    value: number | null;
    acceleration: number | null;
    confidence: number | undefined;
  },
): Interval {
  const { percentile, value, acceleration, confidence = 0.95 } = parts;
  const tail = (1 - checkConfidence(confidence)) / 2;
  const method = percentile.method.replace('percentile', 'BCa');
  if (percentile.low === null || value === null) return { ...percentile, method };
  const levels = bcaLevels(sorted, { value, acceleration, tail });
  if (!levels) {
    const why =
      'BCa is undefined here (all replicates on one side, or no jackknife spread), so the percentile interval stands in';
    return { ...percentile, reason: why };
  }
  const { reason } = percentile;
  const [low, high] = levels.map((level) => quantile(sorted, level)) as [number, number];
  return { low, high, method, ...(reason ? { reason } : {}) };
}

/** Replicates at 0 or 1 are left out, as their logit is infinite; at a value of 0 or 1 the percentile interval stands in. */
function logitInterval(
  sorted: Float64Array,
  parts: { percentile: Interval; value: number | null; confidence: number | undefined },
): Interval {
  const { percentile, value, confidence = 0.95 } = parts;
  const method = percentile.method.replace('percentile', 'logit');
  if (percentile.low === null || value === null) return { ...percentile, method };
  const logits = sorted.filter((x) => x > 0 && x < 1).map((x) => Math.log(x / (1 - x)));
  const deviation = standardDeviation(logits);
  if (!(value > 0 && value < 1) || deviation === null) {
    return { ...percentile, reason: `a value of ${value} has no logit, so the percentile interval stands in` };
  }
  const half = -normalQuantile((1 - checkConfidence(confidence)) / 2) * deviation;
  const [centre, expit] = [Math.log(value / (1 - value)), (x: number) => 1 / (1 + Math.exp(-x))];
  const { reason } = percentile;
  return { low: expit(centre - half), high: expit(centre + half), method, ...(reason ? { reason } : {}) };
}

/** The replicates of each statistic, sorted; undefined ones are left out. */
export function replicatesOf<Name extends string>(
  statistics: Statistics<Name>,
  options: ResampleOptions,
): Record<Name, Float64Array> {
  const lists: Partial<Record<Name, number[]>> = {};
  resample(options, (weights) => {
    const values = statistics(weights);
    for (const name in values) {
      lists[name] ??= [];
      const value = values[name];
      if (value !== null) lists[name].push(value);
    }
  });
  const sorted = {} as Record<Name, Float64Array>;
  for (const name in lists) sorted[name] = Float64Array.from(lists[name]!).sort();
  return sorted;
}

/** The q-quantile of sorted values, linear between order statistics (type 7 of Hyndman & Fan 1996, as NumPy and R). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/** Percentile intervals of several statistics from the same resamples (Efron & Tibshirani 1993, ch. 13). */
export function percentileBootstrap<Name extends string>(
  statistics: Statistics<Name>,
  options: BootstrapOptions,
): Record<Name, Interval> {
  const replicates = options.replicates ?? 2000;
  const all = replicatesOf(statistics, { ...options, replicates });
  const intervals = {} as Record<Name, Interval>;
  for (const name in all) intervals[name] = percentileInterval(all[name], { ...options, replicates });
  return intervals;
}

/** The percentile interval of sorted replicates. */
export function percentileInterval(
  sorted: Float64Array,
  { replicates, strata, clusters, confidence = 0.95 }: BootstrapOptions & { readonly replicates: number },
): Interval {
  const tail = (1 - checkConfidence(confidence)) / 2;
  const words = [strata && 'stratified', 'percentile bootstrap', clusters && 'by patient'].filter(Boolean).join(' ');
  const method = `${words} (${replicates})`;
  const lost = replicates - sorted.length;
  if (sorted.length === 0 || lost > replicates / 2) {
    return { low: null, high: null, method, reason: `undefined in ${lost} of ${replicates} bootstrap replicates` };
  }
  // no width is no certainty: these cases do not show how the value varies
  if (sorted[0] === sorted.at(-1)) return { low: null, high: null, method, reason: 'the same in every resample' };
  const interval = { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), method };
  return lost === 0
    ? interval
    : { ...interval, reason: `undefined in ${lost} of ${replicates} bootstrap replicates, left out` };
}

/** Sample standard deviation; `null` of fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number | null {
  const n = values.length;
  if (n < 2) return null;
  let varies = false;
  for (let i = 1; i < n; i++) varies ||= values[i] !== values[0];
  if (!varies) return 0; // exactly, not a rounding of it
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / (n - 1));
}
