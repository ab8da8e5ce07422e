import { weightedMean, weightedMedian } from '../metrics/index.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import type { Estimate } from './estimate.ts';
import { hasRepeats } from './evaluate-binary.ts';
import { finish } from './finish.ts';

export interface PerCaseOptions {
  /** Patient of each case. [n] */
  readonly patients?: ArrayLike<number | string> | undefined;
  /** The same metric of a trivial answer (the empty mask, say) per case. [n] */
  readonly trivial?: ArrayLike<number | null> | undefined;
  readonly seed?: number | undefined;
  /** Default 2000. */
  readonly replicates?: number | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

/**
 * Mean and median of a metric that every case has its own of (Dice, IoU, HD95, ASSD, NSD, lesion F1), with BCa intervals: such
 * values are bounded and skewed. `null` values, which an empty-mask policy or a missing surface leaves out, are left out;
 * `n` counts the others.
 */
export function evaluatePerCase(
  values: ArrayLike<number | null>,
  options: PerCaseOptions = {},
): { readonly mean: Estimate; readonly median: Estimate } {
  const { trivial, seed = 0, replicates = 2000, confidence = 0.95 } = options;
  const kept = Array.from(values, (_, i) => i).filter((i) => values[i] !== null);
  const n = kept.length;
  const patients = options.patients && kept.map((i) => options.patients![i]!);
  const shown = kept.map((i) => values[i]!);
  const [mean, median] = [weightedMean(shown), weightedMedian(shown)];
  const intervals = bootstrapIntervals((weights) => ({ mean: mean(weights), median: median(weights) }), {
    n,
    clusters: patients && hasRepeats(patients) ? patients : undefined,
    seed,
    replicates: n === 0 ? 0 : replicates,
    confidence,
    type: 'bca',
  });
  const ofTrivial = (metric: typeof weightedMean) =>
    trivial ? metric(trivial)(new Float64Array(trivial.length).fill(1)) : null;
  const undefinedBecause = values.length === 0 ? 'no cases' : 'no case has a value';
  const parts = { n, undefinedBecause };
  return {
    mean: finish({
      ...parts,
      value: intervals.mean.value,
      interval: intervals.mean,
      baseline: ofTrivial(weightedMean),
    }),
    median: finish({
      ...parts,
      value: intervals.median.value,
      interval: intervals.median,
      baseline: ofTrivial(weightedMedian),
    }),
  };
}
