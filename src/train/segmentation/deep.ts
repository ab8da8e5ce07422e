import type { DenseModel, TrainableModel } from '../../models/index.ts';
import type { Tensor } from '../../torch/index.ts';
import type { TrainConfig } from '../config.ts';

/** What a segmentation learns from: its logits, and under deep supervision the coarser ones after them. */
export function forwardMasks(config: TrainConfig, model: TrainableModel, images: Tensor): readonly Tensor[] {
  if (!config.segmentation.deepSupervision) return [model.call(images)];
  return (model as DenseModel).forwardDeep!(images);
}
