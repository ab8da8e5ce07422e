import { expect, test } from 'vitest';
import { Dropout } from '../nn/index.ts';
import { parseTrainConfig, type TrainOptions } from './config.ts';
import { buildModel } from './open-model.ts';

const dropouts = (options: TrainOptions) => {
  using model = buildModel(parseTrainConfig({ model: 'efficientnet_b0', ...options }), 2);
  return [...model.modules()].filter((m) => m instanceof Dropout).map((m) => (m as Dropout).config.p);
};

test('dropout is the architecture’s own unless the configuration states another, 0 among them', () => {
  expect(dropouts({})).toEqual([0.2]);
  expect(dropouts({ dropRate: 0.5 })).toEqual([0.5]);
  expect(dropouts({ dropRate: 0 })).toEqual([0]);
});
