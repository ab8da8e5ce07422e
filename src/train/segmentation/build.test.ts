import { expect, test } from 'vitest';
import { parseTrainConfig, type TrainOptions } from '../config.ts';
import { buildDenseModel } from './build.ts';

const build = (options: TrainOptions) => buildDenseModel(parseTrainConfig({ task: 'segmentation', ...options }), 2);

test('a transformer is left out by the configuration, and positions are those of the windows', () => {
  const options: TrainOptions = { model: 'segmenter_vit_tiny', imageSize: 128 };
  using full = build({ ...options, segmentation: { window: 64 } });
  using identity = build({ ...options, segmentation: { transformer: 'identity' } });
  expect(full.stateDict().get('encoder.pos_embed')!.shape).toEqual([1, 17, 192]);
  expect(identity.stateDict().get('encoder.pos_embed')!.shape).toEqual([1, 65, 192]);
  expect(full.stateDict().has('encoder.blocks.11.attn.qkv.weight')).toBe(true);
  expect(full.parameterCount() - identity.parameterCount()).toBeGreaterThan(6e6);
});

test('what the model does not know is refused in one line', () => {
  expect(() => build({ model: 'unet', segmentation: { transformer: 'identity' } })).toThrow(
    /^transformer: is of .*leave it out$/,
  );
  expect(() => build({ model: 'unet', segmentation: { baseWidth: 4, deepSupervision: true } })).toThrow(
    /^segmentation\.deepSupervision: unet has one output only/,
  );
  using nested = build({ model: 'resenc_unet', segmentation: { baseWidth: 4, deepSupervision: true } });
  expect(nested.numClasses).toBe(1);
  expect(() => build({ model: 'unet', imageSize: 8, segmentation: { baseWidth: 4 } })).toThrow(
    'unet takes images of at least 16 × 16 pixels, not 8 × 8',
  );
});
