import { availableParallelism } from 'node:os';
import type { Sample } from '../../data/index.ts';
import { forEachConcurrent } from '../../data/source.ts';
import { readImageSize } from '../../image/index.ts';
import type { Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { mapProbabilities } from './infer.ts';
import type { MaskRule } from './operating-point.ts';
import type { MaskPredictor } from './predictor.ts';

/** An image with what a model marks in it, at the image's own size. */
export interface SegmentedImage {
  readonly sample: Sample;
  readonly width: number;
  readonly height: number;
  /** Class indices, row by row. */
  readonly labels: Uint8Array;
  /** How sure the model is that there is anything: the mean of the highest half percent of the pixels' probabilities. */
  readonly score: number;
}

/** Segments images in their order; probabilities are brought to the image's own size before they become a mask. */
export async function* segmentImages(
  predictor: MaskPredictor,
  rule: Pick<MaskRule, 'value' | 'minArea'>,
  { cache, samples }: Pick<CachedData, 'cache' | 'samples'>,
  indices: readonly number[],
): AsyncGenerator<SegmentedImage> {
  const sizes = await sizesOf(samples, indices, cache.size);
  const all = predictor.predict(cache, indices, (own, logits) => {
    const probabilities = mapProbabilities(logits);
    return own.map((index, i): SegmentedImage => {
      const { width, height } = sizes.get(index)!;
      const map = probabilities.narrow(0, i, 1);
      const labels = labelsOf(map.upsampleBilinear2d([height, width], false), rule);
      return { sample: samples[index]!, width, height, labels, score: scoreOf(map) };
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

/** Probabilities [1, C, H, W] → class indices [H × W]. */
function labelsOf(map: Tensor, { value, minArea }: Pick<MaskRule, 'value' | 'minArea'>): Uint8Array {
  const taken = map.size(1) === 1 ? map.ge(value) : map.argmax({ dim: 1 });
  const labels = taken.to({ dtype: 'u8', device: 'cpu' }).contiguous().toHost().data as Uint8Array;
  const area = labels.reduce((sum, label) => sum + Number(label > 0), 0);
  return area < minArea * labels.length ? new Uint8Array(labels.length) : Uint8Array.from(labels);
}

const TOP_SHARE = 0.005;

/** Of probabilities [1, C, H, W]; with several classes a pixel counts by what is not background. */
function scoreOf(map: Tensor): number {
  const region = map.size(1) === 1 ? map : map.narrow(1, 0, 1).neg().add(1);
  const values = Float64Array.from(region.contiguous().toArray()).sort();
  const top = values.subarray(values.length - Math.max(1, Math.round(TOP_SHARE * values.length)));
  return top.reduce((sum, p) => sum + p, 0) / top.length;
}
