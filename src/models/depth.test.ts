import { expect, test } from 'vitest';
import { createModel, depthGroups, layerDecayScales } from './index.ts';

test.each([
  ['small_cnn', 32, 'features.stage1', 'classifier', 5],
  ['densenet121', 32, 'features.conv0', 'classifier', 63],
  ['vit_tiny_patch16_224', 224, 'stem', 'head', 14],
])('%s: from the stem to the classifier, every parameter once', (name, imageSize, first, last, count) => {
  using model = createModel(name, { numClasses: 3, imageSize });
  const groups = depthGroups(model);
  expect(groups[0]!.name).toBe(first);
  expect(groups.at(-1)!.name).toBe(last);
  expect(groups.length).toBe(count);
  const named = groups.flatMap((g) => g.parameters);
  expect([...named].sort()).toEqual(Array.from(model.namedParameters(), ([path]) => path).sort());
});

test('a transformer: embeddings are the stem, blocks come in order, the last norm goes with the last block', () => {
  using model = createModel('vit_tiny_patch16_224', { numClasses: 3 });
  const groups = depthGroups(model);
  expect(groups.slice(1, 13).map((g) => g.name)).toEqual(Array.from({ length: 12 }, (_, i) => `blocks.${i}`));
  expect(groups[0]!.parameters).toContain('pos_embed');
  expect(groups[12]!.parameters).toContain('norm.weight');
  const scales = layerDecayScales(model, 0.5);
  expect(scales.get('head.weight')).toBe(1);
  expect(scales.get('blocks.11.attn.qkv.weight')).toBe(0.5);
  expect(scales.get('pos_embed')).toBe(0.5 ** 13);
});
