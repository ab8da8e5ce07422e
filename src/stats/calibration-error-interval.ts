import { type BinaryLabels, type BinningOptions, reliabilityGroups } from '../metrics/index.ts';
import { quantile } from './bootstrap.ts';
import { type Clusters, clusterIndex } from './clustered.ts';
import { checkConfidence, type Interval } from './estimate.ts';
import { random } from './random.ts';

/**
 * Interval of the expected calibration error. The estimate is biased upwards (noise in a bin never cancels), and resampling
 * cases doubles the bias instead of showing it: plain bootstraps cover a third of the time at n = 100. So bins are drawn
 * as normal gaps with their own standard errors s, and the estimate's error is taken off it. How large that error is
 * depends on the true gaps; each end of the interval takes the side on which it may err: √(gap² − s²) below,
 * √(gap² + s²/2) above.
 */
export function calibrationErrorInterval(
  {
    labels,
    probabilities,
    clusters,
  }: { labels: BinaryLabels; probabilities: ArrayLike<number>; clusters?: Clusters | undefined },
  options: {
    binning?: BinningOptions | undefined;
    seed?: number | undefined;
    replicates?: number | undefined;
    confidence?: number | undefined;
  } = {},
): Interval & { readonly value: number | null } {
  const { binning = {}, seed = 0, replicates = 2000, confidence = 0.95 } = options;
  const tail = (1 - checkConfidence(confidence)) / 2;
  const method = `bias-corrected bins${clusters ? ' by patient' : ''} (${replicates})`;
  const n = labels.length;
  if (n === 0) return { value: null, low: null, high: null, method, reason: 'no cases' };
  const groups = reliabilityGroups(labels, probabilities, binning);
  const patients = clusters ? clusterIndex(clusters, n).of : null;
  const bins = groups.map(({ cases, n: size, positives, meanPredicted, observed }) => {
    const smoothed = (positives + 1) / (size + 2); // a bin of one outcome is not without error
    let variance = (smoothed * (1 - smoothed)) / size;
    if (patients) {
      const sums = new Map<number, number>();
      for (const i of cases) {
        const deviation = Number(labels[i]) - probabilities[i]! - (observed - meanPredicted);
        sums.set(patients[i]!, (sums.get(patients[i]!) ?? 0) + deviation);
      }
      let squares = 0;
      for (const sum of sums.values()) squares += sum * sum;
      variance = Math.max(variance, squares / size ** 2);
    }
    return { share: size / n, gap: Math.abs(observed - meanPredicted), variance };
  });
  const value = bins.reduce((sum, { share, gap }) => sum + share * gap, 0);
  const errors = (shrink: number): Float64Array => {
    const rng = random(seed, 'calibration error');
    const truth = bins.map(({ gap, variance }) => Math.sqrt(Math.max(0, gap * gap - shrink * variance)));
    const expected = bins.reduce((sum, { share }, b) => sum + share * truth[b]!, 0);
    const out = new Float64Array(replicates);
    for (let r = 0; r < replicates; r++) {
      let drawn = 0;
      for (let b = 0; b < bins.length; b++) {
        drawn += bins[b]!.share * Math.abs(truth[b]! + rng.normal() * Math.sqrt(bins[b]!.variance));
      }
      out[r] = drawn - expected;
    }
    return out.sort();
  };
  const low = Math.max(0, value - quantile(errors(1), 1 - tail));
  const high = Math.min(1, Math.max(low, value - quantile(errors(-0.5), tail)));
  return { value, low, high, method };
}
