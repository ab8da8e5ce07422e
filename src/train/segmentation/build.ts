import { createDenseModel, type DenseModel } from '../../models/index.ts';
import { statedDropRates, type TrainConfig } from '../config.ts';

/** The model of a run: two classes are told by one logit, regions that may overlap by one each, without the background. */
export function buildDenseModel(config: TrainConfig, classes: number): DenseModel {
  const { model, inChannels, segmentation } = config;
  const { baseWidth, transformer, window, multiLabel, deepSupervision } = segmentation;
  const built = createDenseModel(model, {
    numClasses: classes === 2 || multiLabel ? classes - 1 : classes,
    imageSize: window ?? config.imageSize,
    overlapping: multiLabel,
    ...{ inChannels, transformer, ...statedDropRates(config) },
    ...(baseWidth !== null && { baseWidth }),
  });
  if (deepSupervision && built.forwardDeep === undefined) {
    built.dispose();
    throw new Error(`segmentation.deepSupervision: ${model} has one output only; leave it out, or take another model`);
  }
  return built;
}
