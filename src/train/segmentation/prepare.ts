import { warpLabels } from '../../data/warpLabels.ts';
import { fromHost, type Tensor } from '../../torch/index.ts';
import { augmentUnit, eraseBoxes } from '../prepare.ts';
import { normalise, toUnit } from '../preprocess.ts';
import type { Task } from '../task.ts';

/** Images [N, C, H, W] and class indices i64 [N, H, W], moved together. */
export const prepareMasks: Task['prepareBatch'] = (learner, data, batch, { epoch, keys }) => {
  const { config, precision, normalisation } = learner;
  const { size, channels } = data.cache;
  const { device, memoryFormat } = precision;
  const unit = toUnit(batch, size, channels, device);
  const { images: augmented, params } = augmentUnit(unit, config, epoch, keys);
  const images = normalise(augmented, normalisation).to({ memoryFormat });
  eraseBoxes(images, params);
  const masks = readMasks(data, batch.indices).to({ device, dtype: 'f32' });
  return { images, target: warpLabels(masks, params, config.augment).squeeze(1).to({ dtype: 'i64' }) };
};

/** Cached masks of some images: u8 [N, 1, H, W]. */
export function readMasks({ masks }: Parameters<typeof prepareMasks>[1], indices: readonly number[]): Tensor {
  const { size } = masks!;
  const data = new Uint8Array(indices.length * size * size);
  masks!.read(indices, data);
  return fromHost({ dtype: 'u8', shape: [indices.length, 1, size, size], data });
}
