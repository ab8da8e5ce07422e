import type { Overlap } from '../../metrics/index.ts';
import type { Tensor } from '../../torch/index.ts';
import { mapProbabilities } from './infer.ts';
import { THRESHOLDS, type ThresholdCounts } from './operating-point.ts';

/** Pixels per image [N] of a mask [N, H, W] of true and false. */
const pixels = (mask: Tensor): Float64Array =>
  mask
    .to({ dtype: 'f32' })
    .sum({ dim: [1, 2] })
    .toArray();

/** Counts of each image of a batch at every threshold, of logits [N, 1, H, W] and class indices [N, 1, H, W]. */
export function thresholdCounts(logits: Tensor, masks: Tensor): ThresholdCounts[] {
  const region = masks.squeeze(1).eq(1);
  const probability = mapProbabilities(logits).squeeze(1);
  const reference = pixels(region);
  const marked = THRESHOLDS.map((threshold) => probability.ge(threshold));
  const predicted = marked.map(pixels);
  const both = marked.map((mask) => pixels(mask.logicalAnd(region)));
  const at = (rows: Float64Array[], i: number) => rows.map((row) => row[i]!);
  const area = probability.size(1) * probability.size(2);
  return Array.from(reference, (count, i) => ({
    pixels: area,
    reference: count,
    predicted: at(predicted, i),
    both: at(both, i),
  }));
}

/** Overlaps of each image with each region's class, where the likeliest class is taken: [N][classes − 1]. */
export function classOverlaps(logits: Tensor, masks: Tensor): Overlap[][] {
  const channels = logits.size(1);
  const labels = masks.squeeze(1);
  const taken =
    channels === 1 ? logits.squeeze(1).ge(0).to({ dtype: 'u8' }) : logits.argmax({ dim: 1 }).to({ dtype: 'u8' });
  const perClass = Array.from({ length: Math.max(1, channels - 1) }, (_, c) => {
    const [a, b] = [labels.eq(c + 1), taken.eq(c + 1)];
    return { reference: pixels(a), predicted: pixels(b), both: pixels(a.logicalAnd(b)) };
  });
  return Array.from({ length: labels.size(0) }, (_, i) =>
    perClass.map((c) => ({ reference: c.reference[i]!, predicted: c.predicted[i]!, both: c.both[i]! })),
  );
}
