import type { Overlap } from '../../metrics/index.ts';
import { type Tensor, tensor } from '../../torch/index.ts';
import { regionProbabilities } from './infer.ts';
import { THRESHOLDS, type ThresholdCounts } from './operating-point.ts';
import { bitsOf } from './prepare.ts';

/** Pixels of each image and region of masks [N, R, H, W] of 0 and 1: [N × R]. */
const pixels = (mask: Tensor): Float64Array =>
  mask
    .to({ dtype: 'f32' })
    .sum({ dim: [2, 3] })
    .reshape([-1])
    .toArray();

/** Counts of each image and region at every threshold, of logits [N, C, H, W] and masks [N, 1, H, W]: [N][regions]. */
export function thresholdCounts(logits: Tensor, masks: Tensor, overlapping: boolean): ThresholdCounts[][] {
  const probability = regionProbabilities(logits, overlapping);
  const [n, regions, height, width] = probability.shape as [number, number, number, number];
  const truth = regionsOf(masks, regions, overlapping);
  const reference = pixels(truth);
  const marked = THRESHOLDS.map((threshold) => probability.ge(threshold));
  const predicted = marked.map(pixels);
  const both = marked.map((mask) => pixels(mask.logicalAnd(truth)));
  const at = (rows: Float64Array[], i: number) => rows.map((row) => row[i]!);
  return grid(n, regions, (i) => ({
    pixels: height * width,
    reference: reference[i]!,
    predicted: at(predicted, i),
    both: at(both, i),
  }));
}

/** Overlaps of each image with each region, where the likeliest class is taken, or of regions that may overlap what is likelier than not: [N][regions]. */
export function regionOverlaps(logits: Tensor, masks: Tensor, overlapping: boolean): Overlap[][] {
  const [n, channels] = logits.shape as [number, number, number, number];
  const single = channels === 1 || overlapping;
  const regions = single ? channels : channels - 1;
  const taken = single ? logits.ge(0) : regionsOf(logits.argmax({ dim: 1, keepdim: true }), regions, false);
  const truth = regionsOf(masks, regions, overlapping);
  const [reference, predicted, both] = [truth, taken, taken.logicalAnd(truth)].map(pixels) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return grid(n, regions, (i) => ({ reference: reference[i]!, predicted: predicted[i]!, both: both[i]! }));
}

/** Masks [N, 1, H, W] as one map for each region [N, R, H, W] of true and false. */
function regionsOf(masks: Tensor, regions: number, overlapping: boolean): Tensor {
  if (overlapping) return bitsOf(masks, regions).gt(0);
  const values = tensor(
    Array.from({ length: regions }, (_, r) => r + 1),
    { shape: [1, regions, 1, 1], dtype: 'i64', device: masks.device },
  );
  return masks.to({ dtype: 'i64' }).eq(values);
}

const grid = <T>(n: number, regions: number, of: (i: number) => T): T[][] =>
  Array.from({ length: n }, (_, image) => Array.from({ length: regions }, (_, r) => of(image * regions + r)));
