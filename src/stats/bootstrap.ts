import { checkConfidence, type Interval } from './estimate.ts';
import { type ResampleOptions, resample } from './resample.ts';

/** Statistics of the cases under weights ([n], by case), by name; `null` where the weights leave one undefined. */
export type Statistics<Name extends string> = (weights: ArrayLike<number>) => Record<Name, number | null>;

export interface BootstrapOptions extends ResampleOptions {
  /** Default 0.95. */
  readonly confidence?: number | undefined;
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
  const interval = { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), method };
  if (lost > 0) return { ...interval, reason: `undefined in ${lost} of ${replicates} bootstrap replicates, left out` };
  if (sorted[0] === sorted.at(-1)) return { ...interval, reason: 'every bootstrap replicate gives the same value' };
  return interval;
}
