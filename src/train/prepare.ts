import { augmentBatch } from '../data/augmentBatch.ts';
import { type AugmentParams, augmentParams, type Batch, NO_AUGMENT } from '../data/index.ts';
import { toneBatch } from '../data/toneBatch.ts';
import { type Tensor, tensor } from '../torch/index.ts';
import type { TrainConfig } from './config.ts';
import type { CachedData } from './data.ts';
import type { Learner } from './learner.ts';
import { drawMix, mixImages, mixTargets } from './mix.ts';
import { normalise, toUnit } from './preprocess.ts';

/**
 * A batch as the model trains on it: augmented, normalised and mixed images [N, C, H, W], and as target class indices [N] or, where images
 * are mixed, class probabilities [N, K]. A function of the seed, the epoch, the keys and the batch's number.
 */
export function prepareBatch(
  learner: Pick<Learner, 'config' | 'precision' | 'normalisation' | 'numClasses'>,
  data: Pick<CachedData, 'cache' | 'masks'>,
  batch: Batch<Int32Array>,
  { epoch, keys }: { epoch: number; keys: readonly number[] },
): { images: Tensor; target: Tensor } {
  const { config, precision, normalisation, numClasses } = learner;
  const { device, memoryFormat } = precision;
  const { size, channels } = data.cache;
  const unit = toUnit(batch, size, channels, device);
  const { images: augmented, params } = augmentUnit(unit, config, epoch, keys);
  const normal = normalise(augmented, normalisation).to({ memoryFormat });
  eraseBoxes(normal, params);
  const { labels } = batch;
  const mix = drawMix(config, { seed: config.seed, epoch, batch: batch.number, count: labels.length, side: size });
  if (mix === null) return { images: normal, target: tensor(labels, { dtype: 'i64', device }) };
  const target = tensor(mixTargets(labels, mix, numClasses), { shape: [labels.length, numClasses], device });
  return { images: mixImages(normal, mix), target };
}

const UNCHANGED = JSON.stringify(NO_AUGMENT);

/** Warped, toned images [N, C, H, W] in 0 … 1, and what was done to each; no parameters where nothing is. */
export function augmentUnit(
  images: Tensor,
  { augment, seed }: Pick<TrainConfig, 'augment' | 'seed'>,
  epoch: number,
  keys: readonly number[],
) {
  if (JSON.stringify({ ...augment, padding: NO_AUGMENT.padding }) === UNCHANGED) return { images, params: [] };
  const size = images.size(-1);
  const params = keys.map((key) => augmentParams(augment, seed, epoch, key, size));
  const warped = augmentBatch(images, params, augment);
  return {
    images: toneBatch(
      warped,
      params.map((p) => p.tones),
    ),
    params,
  };
}

/** Erased pixels become 0, the mean of normalised images. */
export function eraseBoxes(images: Tensor, params: readonly AugmentParams[]): void {
  const side = images.size(-1);
  for (const [i, { erased }] of params.entries()) {
    if (erased === null) continue;
    const [top, left, height, width] = erased.map((share) => Math.round(share * side)) as [
      number,
      number,
      number,
      number,
    ];
    if (height > 0 && width > 0) images.select(0, i).narrow(1, top, height).narrow(2, left, width).fill_(0);
  }
}
