import { expect, test } from 'vitest';
import { manualSeed, memory, noGrad, randn, scope } from '../torch/index.ts';
import { createDenseModel, createModel, DENSE_CATALOG, modelCost } from './index.ts';

test('a map of every pixel, at any size and number of channels; a new classifier', () => {
  const before = memory();
  manualSeed(0);
  const model = createDenseModel('unet', { numClasses: 3, inChannels: 2 }).eval();
  for (const [height, width] of [
    [16, 16],
    [33, 50],
  ] as const) {
    const shape = scope(() => noGrad(() => model.call(randn([1, 2, height, width])).shape));
    expect(shape).toEqual([1, 3, height, width]);
  }
  expect(() => scope(() => model.call(randn([1, 2, 15, 40])))).toThrow('at least 16 × 16 pixels, not 15 × 40');
  expect(model.resetClassifier(1).numClasses).toBe(1);
  model.dispose();
  expect(memory()).toEqual(before);
});

test('the cost is that of the catalogue', () => {
  using model = createDenseModel('unet', { numClasses: 1 });
  const { parameters, gmacs } = DENSE_CATALOG.unet;
  const { macs } = modelCost(model, [1, 64, 64]);
  expect(model.parameterCount()).toBe(parameters);
  expect((macs * 16) / 1e9 / gmacs).toBeCloseTo(1, 2); // every product grows with the pixels
});

test('each registry says whose the name is', () => {
  expect(() => createModel('unet', { numClasses: 2 })).toThrow('"unet" predicts a map per pixel and no class');
  expect(() => createDenseModel('u-net', { numClasses: 2 })).toThrow('no model "u-net"; did you mean "unet"?');
});
