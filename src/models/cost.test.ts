import { expect, test } from 'vitest';
import { createModel, MODELS, type ModelName, modelCost } from './index.ts';

/** Multiply-accumulates that torchvision states with its weights, 10⁹. */
const STATED: Partial<Record<ModelName, number>> = {
  densenet121: 2.834,
  resnet18: 1.814,
  efficientnet_b0: 0.386,
  mobilenet_v3_small: 0.057,
};

test.each(Object.entries(STATED))('%s needs the multiply-accumulates that torchvision states', (name, gmacs) => {
  using model = createModel(name, { numClasses: 1000 });
  const { defaultImageSize: side, defaultInChannels } = MODELS.get(name as ModelName)!;
  const { macs } = modelCost(model, [defaultInChannels, side, side]);
  expect(macs / 1e9).toBeCloseTo(gmacs, 2);
});
