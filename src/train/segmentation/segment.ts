import { availableParallelism } from 'node:os';
import type { Sample } from '../../data/index.ts';
import { forEachConcurrent } from '../../data/source.ts';
import { readImageSize } from '../../image/index.ts';
import type { Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { regionProbabilities } from './infer.ts';
import type { RegionRule } from './operating-point.ts';
import type { MaskPredictor } from './predictor.ts';

/** An image with what a model marks in it, at the image's own size. */
export interface SegmentedImage {
  readonly sample: Sample;
  readonly width: number;
  readonly height: number;
  /** Row by row: class indices, or of regions that may overlap a bit for each (`regionOf`). */
  readonly labels: Uint8Array;
  readonly overlapping: boolean;
  /** How sure the model is that there is anything: the mean of the highest half percent of the pixels' probabilities. */
  readonly score: number;
  /** The same of each region. */
  readonly scores: readonly number[];
}

/** One rule for all, or one for each of the regions that may overlap. */
type Rule = Pick<RegionRule, 'value' | 'minArea'> & {
  readonly high?: number | null;
  readonly regions?: readonly RegionRule[] | undefined;
};

/** Segments images in their order; probabilities are brought to the image's own size before they become a mask. */
export async function* segmentImages(
  predictor: MaskPredictor,
  rule: Rule,
  { cache, samples }: Pick<CachedData, 'cache' | 'samples'>,
  indices: readonly number[],
): AsyncGenerator<SegmentedImage> {
  const sizes = await sizesOf(samples, indices, cache.size);
  const { overlapping } = predictor;
  const all = predictor.predict(cache, indices, (own, logits) => {
    const probabilities = regionProbabilities(logits, overlapping);
    return own.map((index, i): SegmentedImage => {
      const { width, height } = sizes.get(index)!;
      const map = probabilities.narrow(0, i, 1);
      const labels = labelsOf(map.upsampleBilinear2d([height, width], false), rule, overlapping);
      const scores = Array.from({ length: map.size(1) }, (_, r) => scoreOf(map.select(1, r)));
      const score =
        scores.length === 1 ? scores[0]! : scoreOf(overlapping ? map.amax({ dim: 1 }) : map.sum({ dim: 1 }));
      return { sample: samples[index]!, width, height, labels, overlapping, score, scores };
    });
  });
  for await (const batch of all) yield* batch;
}

async function sizesOf(samples: readonly Sample[], indices: readonly number[], size: number) {
  const sizes = new Map<number, { width: number; height: number }>();
  await forEachConcurrent(indices.length, availableParallelism(), async (i) => {
    const { file, packed } = samples[indices[i]!]!;
    // an image inside another file has no size of its own to return to
    sizes.set(indices[i]!, packed === undefined ? await readImageSize(file) : { width: size, height: size });
  });
  return sizes;
}

/** Probabilities of the regions [1, R, H, W] → labels [H × W]. */
function labelsOf(map: Tensor, rule: Rule, overlapping: boolean): Uint8Array {
  const regions = map.size(1);
  if (regions > 1 && !overlapping) return likeliestOf(map);
  const labels = new Uint8Array(map.size(2) * map.size(3));
  for (let r = 0; r < regions; r++) {
    const { value, high = null, minArea } = rule.regions?.[r] ?? rule;
    const own = map.select(1, r);
    const decides = own
      .ge(high ?? value)
      .to({ dtype: 'f32' })
      .sum()
      .item();
    if (decides < Math.max(1, minArea * labels.length)) continue;
    const inside = bytes(own.ge(value));
    for (let i = 0; i < labels.length; i++) labels[i]! |= inside[i]! << r;
  }
  return labels;
}

/** The class with the highest probability; the background has what the regions leave. */
function likeliestOf(map: Tensor): Uint8Array {
  const background = map.sum({ dim: 1 }).neg().add(1);
  return bytes(
    map
      .argmax({ dim: 1 })
      .add(1)
      .mul(map.amax({ dim: 1 }).gt(background)),
  );
}

const bytes = (x: Tensor): Uint8Array =>
  Uint8Array.from(x.to({ dtype: 'u8', device: 'cpu' }).contiguous().toHost().data as Uint8Array);

const TOP_SHARE = 0.005;

/** Of probabilities [1, H, W]. */
function scoreOf(map: Tensor): number {
  const values = Float64Array.from(map.contiguous().toArray()).sort();
  const top = values.subarray(values.length - Math.max(1, Math.round(TOP_SHARE * values.length)));
  return top.reduce((sum, p) => sum + p, 0) / top.length;
}
