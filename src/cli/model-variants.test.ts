import { expect, test } from 'vitest';
import { modelVariant, variantsIn } from './model-variants.ts';

test('a variant is a name, known or of the configuration, or one option', () => {
  expect(modelVariant('unet')).toEqual({ name: 'unet', model: 'unet', options: {} });
  expect(modelVariant('hybrid:identity').options).toEqual({ segmentation: { transformer: 'identity' } });
  expect(modelVariant('unet:segmentation.baseWidth=16:lr=1e-4').options).toEqual({
    segmentation: { baseWidth: 16 },
    lr: 1e-4,
  });
  expect(modelVariant('cnn:schedule=linear:small', { small: { dropRate: 0.1 } }).options).toEqual({
    schedule: 'linear',
    dropRate: 0.1,
  });
});

test('an unknown variant, and an option that all models share, are refused', () => {
  expect(() => modelVariant('unet:widest', { wide: {} })).toThrow(/no variant "widest"; there are identity, wide/);
  expect(() => modelVariant('unet:epochs=3')).toThrow(/epochs is the same for all models/);
});

test('variants of a configuration are options by name', () => {
  expect(variantsIn(undefined, 'c.json')).toEqual({});
  expect(variantsIn({ wide: { lr: 1 } }, 'c.json')).toEqual({ wide: { lr: 1 } });
  for (const wrong of [3, ['wide'], { wide: 3 }]) {
    expect(() => variantsIn(wrong, 'c.json')).toThrow(/c\.json: variants: must be options by name/);
  }
});
