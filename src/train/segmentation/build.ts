import { createDenseModel, type DenseModel, UNet } from '../../models/index.ts';
import { statedDropRates, type TrainConfig } from '../config.ts';

/** The model of a run: two classes are told by one logit, regions that may overlap by one each, without the background. */
export function buildDenseModel(config: TrainConfig, classes: number): DenseModel {
  const { model, inChannels, imageSize, segmentation } = config;
  const { baseWidth, multiLabel, deepSupervision } = segmentation;
  const numClasses = classes === 2 || multiLabel ? classes - 1 : classes;
  const options = { numClasses, inChannels, imageSize, ...statedDropRates(config) };
  if (baseWidth !== null && model !== 'unet')
    throw new Error(`segmentation.baseWidth: is of unet, and the model is ${model}; leave it out`);
  const built = baseWidth === null ? createDenseModel(model, options) : new UNet({ ...options, baseWidth });
  if (deepSupervision && built.forwardDeep === undefined) {
    built.dispose();
    throw new Error(`segmentation.deepSupervision: ${model} has one output only; leave it out, or take another model`);
  }
  return built;
}
