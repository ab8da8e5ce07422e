import { type Batch, NO_AUGMENT } from '../../data/index.ts';
import { warpLabels } from '../../data/warpLabels.ts';
import { cat, fromHost, type Tensor } from '../../torch/index.ts';
import type { TrainConfig } from '../config.ts';
import type { CachedData } from '../data.ts';
import { augmentUnit, eraseBoxes } from '../prepare.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { Task } from '../task.ts';
import { type CropOptions, cutWindow, drawWindow } from './crop.ts';

/** Images [N, C, H, W] and their target, moved together; whole images, or one window of each. */
export const prepareMasks: Task['prepareBatch'] = (learner, data, batch, { epoch, keys }) => {
  const { config, precision, normalisation, numClasses } = learner;
  const { device, memoryFormat } = precision;
  const crop = cropOf(config, data.cache.size);
  const masks = maskBytes(data, batch.indices);
  const cut =
    crop === null
      ? { images: batch.images, masks, side: data.cache.size }
      : cutAll(batch, masks, { ...{ crop, config, epoch, keys }, channels: data.cache.channels });
  const unit = toUnit({ images: cut.images, labels: batch.labels }, cut.side, data.cache.channels, device);
  const { images: augmented, params } = augmentUnit(unit, config, epoch, keys);
  const maps = maskTensor(cut.masks, cut.side).to({ device, dtype: 'f32' });
  const moved = warpLabels(maps, params, config.augment);
  const inner = (x: Tensor) =>
    crop === null || crop.margin === 0 ? x : x.narrow(2, crop.margin, crop.window).narrow(3, crop.margin, crop.window);
  const images = normalise(inner(augmented), normalisation).to({ memoryFormat });
  eraseBoxes(images, params);
  return { images, target: maskTarget(inner(moved), config, numClasses) };
};

/** How windows are cut; null where whole images are trained on. A margin of an eighth keeps what lies beyond out of turned windows. */
function cropOf({ segmentation, augment }: TrainConfig, size: number): CropOptions | null {
  const { window, windowOnRegion: onRegion, multiLabel: overlapping } = segmentation;
  if (window === null || window >= size) return null;
  const moves = ({ shift, rotate, scale, cropPad, randAugment }: TrainConfig['augment']) =>
    JSON.stringify([shift, rotate, scale, cropPad, randAugment]);
  const still = moves(augment) === moves(NO_AUGMENT);
  return { size, window, onRegion, overlapping, margin: still ? 0 : window >> 3 };
}

interface Cut {
  readonly crop: CropOptions;
  readonly config: TrainConfig;
  readonly epoch: number;
  readonly keys: readonly number[];
  readonly channels: number;
}

/** The window of each image of a batch, with its margin: u8 [N, C, side, side] and [N, side, side]. */
function cutAll(batch: Batch<Int32Array>, masks: Uint8Array, { crop, config, epoch, keys, channels }: Cut) {
  const side = crop.window + 2 * crop.margin;
  const area = crop.size ** 2;
  const out = {
    images: new Uint8Array(keys.length * channels * side * side),
    masks: new Uint8Array(keys.length * side * side),
    side,
  };
  for (const [i, key] of keys.entries()) {
    const mask = masks.subarray(i * area, (i + 1) * area);
    const corner = drawWindow(mask, [config.seed, epoch, key], crop);
    const planes = batch.images.subarray(i * channels * area, (i + 1) * channels * area);
    out.images.set(cutWindow(planes, corner, crop), i * channels * side * side);
    out.masks.set(cutWindow(mask, corner, crop), i * side * side);
  }
  return out;
}

/** What the loss takes of masks [N, 1, H, W]: class indices i64 [N, H, W], or of regions that may overlap f32 [N, K, H, W] of 0 and 1. */
export function maskTarget(
  masks: Tensor,
  { segmentation }: Pick<TrainConfig, 'segmentation'>,
  classes: number,
): Tensor {
  if (!segmentation.multiLabel) return masks.squeeze(1).to({ dtype: 'i64' });
  return bitsOf(masks, classes - 1);
}

/** Masks [N, 1, H, W] whose pixels hold a bit for each region → f32 [N, regions, H, W]. */
export function bitsOf(masks: Tensor, regions: number): Tensor {
  const values = masks.to({ dtype: 'f32' });
  const bits = Array.from({ length: regions }, (_, r) =>
    values
      .div(2 ** r)
      .floor()
      .remainder(2),
  );
  return bits.length === 1 ? bits[0]! : cat(bits, { dim: 1 });
}

/** Cached masks of some images: u8 [N, 1, H, W]. */
export const readMasks = (data: Pick<CachedData, 'masks'>, indices: readonly number[]): Tensor =>
  maskTensor(maskBytes(data, indices), data.masks!.size);

const maskTensor = (data: Uint8Array, side: number): Tensor =>
  fromHost({ dtype: 'u8', shape: [data.length / (side * side), 1, side, side], data });

function maskBytes({ masks }: Pick<CachedData, 'masks'>, indices: readonly number[]): Uint8Array {
  const data = new Uint8Array(indices.length * masks!.size ** 2);
  masks!.read(indices, data);
  return data;
}
