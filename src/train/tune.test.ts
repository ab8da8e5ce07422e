import { describe, expect, test } from 'vitest';
import {
  createDenseModel,
  createModel,
  type ImageClassifier,
  LoraLinear,
  mergedState,
  type TrainableModel,
} from '../models/index.ts';
import { crossEntropy } from '../nn/index.ts';
import { adamw, Optimizer } from '../optim/index.ts';
import { manualSeed, noGrad, randn, scope, type Tensor, tensor } from '../torch/index.ts';
import { applyTuning, trainUnfrozen } from './tune.ts';

const vit = () => createModel('vit_tiny_patch16_224', { numClasses: 3, imageSize: 32 });
const learning = (model: TrainableModel) =>
  Array.from(model.namedParameters())
    .filter(([, p]) => p.requiresGrad)
    .map(([name]) => name);

describe('what learns', () => {
  test('head: the classifier alone; frozen batch norms keep their statistics', () => {
    using model = createModel('small_cnn', { numClasses: 3 });
    applyTuning(model, 'head');
    expect(learning(model)).toEqual(['classifier.weight', 'classifier.bias']);
    trainUnfrozen(model);
    const before = model.stateDict().get('features.stage1.norm1.running_mean')!;
    const values = [...before.toArray()];
    scope(() => void model.call(randn([4, 3, 32, 32])));
    expect([...before.toArray()]).toEqual(values);
  });

  test('last:N: the last blocks and the classifier; more than there are is an error', () => {
    using model = vit();
    applyTuning(model, 'last:2');
    expect(learning(model).every((name) => /^(blocks\.1[01]|norm|head)\./.test(name))).toBe(true);
    expect(learning(model)).toContain('blocks.10.attn.qkv.weight');
    expect(() => applyTuning(model, 'last:99')).toThrow(/has 13 blocks before its classifier/);
  });

  test('of a segmentation model around an encoder: all but the encoder, and its last blocks', () => {
    using model = createDenseModel('segmenter_vit_tiny', { numClasses: 1, imageSize: 32 });
    applyTuning(model, 'head');
    expect(learning(model).every((name) => name.startsWith('decoder.'))).toBe(true);
    expect(learning(model)).toEqual(
      expect.arrayContaining(['decoder.blocks.0.attn.qkv.weight', 'decoder.cls_emb.weight']),
    );
    model.requiresGrad();
    applyTuning(model, 'last:1');
    expect(learning(model).every((name) => /^(decoder|encoder\.blocks\.11|encoder\.norm)\./.test(name))).toBe(true);
    expect(learning(model)).toContain('encoder.blocks.11.attn.qkv.weight');
  });

  test('lora: adapters of the attention and the classifier; a model without attention is refused', () => {
    using model = vit();
    applyTuning(model, 'lora:4');
    const names = learning(model);
    expect(names.length).toBe(12 * 2 * 2 + 2);
    expect(names.filter((n) => !/\.attn\.(qkv|proj)\.lora_[ab]$/.test(n))).toEqual(['head.weight', 'head.bias']);
    using cnn = createModel('small_cnn', { numClasses: 3 });
    expect(() => applyTuning(cnn, 'lora')).toThrow(/this model has none/);
  });
});

test('LoRA begins as the model was, learns, and merges into a plain model of the same outputs', () => {
  manualSeed(3);
  using model = vit();
  using images = randn([2, 3, 32, 32]);
  const output = (m: ImageClassifier): Tensor => noGrad(() => m.eval().call(images));
  using before = output(model);
  applyTuning(model, 'lora:4');
  using begun = output(model);
  expect(begun.allclose(before, { atol: 1e-6 })).toBe(true);

  const learns = [...model.namedParameters()].filter(([, p]) => p.requiresGrad);
  using optimizer = new Optimizer(learns, adamw({ learningRate: 1e-2 }));
  trainUnfrozen(model);
  for (let i = 0; i < 3; i++) {
    scope(() => crossEntropy(model.call(images), tensor([0, 2], { dtype: 'i64' })).backward());
    optimizer.step();
    optimizer.zeroGrad();
  }
  const adapter = model.module('blocks.0.attn.qkv') as unknown as LoraLinear;
  expect(adapter).toBeInstanceOf(LoraLinear);
  expect(Math.max(...adapter.loraB.toArray())).toBeGreaterThan(0);

  using learnt = output(model);
  expect(learnt.allclose(before, { atol: 1e-3 })).toBe(false);
  using plain = vit();
  scope(() => void plain.loadStateDict(mergedState(model)));
  using merged = output(plain);
  expect(merged.allclose(learnt, { atol: 1e-4 })).toBe(true);
});
