import { expect, test } from 'vitest';
import { createModel } from '../../models/index.ts';
import { randn, scope, type Tensor, tensor } from '../../torch/index.ts';
import {
  attentionRollout,
  captureAttention,
  classTokenMap,
  meanAttentionDistance,
  positionSimilarity,
} from '../index.ts';

const rounded = (t: Tensor) => [...t.toArray()].map((value) => Number(value.toFixed(6)) + 0);

test('rollout of two layers and two heads, by hand', () => {
  scope(() => {
    const first = tensor([
      [
        [
          [1, 0],
          [0.5, 0.5],
        ],
        [
          [0, 1],
          [0.5, 0.5],
        ],
      ],
    ]); // mean [[.5, .5], [.5, .5]]
    const second = tensor([
      [
        [
          [0.2, 0.8],
          [0, 1],
        ],
        [
          [0.6, 0.4],
          [0, 1],
        ],
      ],
    ]); // mean [[.4, .6], [0, 1]]
    // Half identity: [[.75, .25], [.25, .75]], then [[.7, .3], [0, 1]] from the left.
    expect(rounded(attentionRollout([first, second]))).toEqual([0.6, 0.4, 0.25, 0.75]);
    // The largest weights, [[1, 1], [.5, .5]], plus identity, rows normalised.
    expect(rounded(attentionRollout([first], { heads: 'max' }))).toEqual([0.666667, 0.333333, 0.25, 0.75]);
    expect(rounded(attentionRollout([first], { heads: 'min' }))).toEqual([1, 0, 0.25, 0.75]);
  });
});

test('mean attention distance: near heads, far heads, and the class token left out', () => {
  scope(() => {
    // A class token and 1 × 3 patches; head 0 looks at itself, head 1 at the last patch with half its weight.
    const self = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ];
    const last = [
      [1, 0, 0, 0],
      [0.5, 0, 0, 0.5],
      [0.5, 0, 0, 0.5],
      [0.5, 0, 0, 0.5],
    ];
    const [near, far] = meanAttentionDistance(tensor([[self, last]]), { grid: [1, 3], patchSize: 16 });
    expect(near).toBe(0);
    expect(far).toBeCloseTo((32 + 16 + 0) / 3, 10);
    const even = tensor([
      [
        [
          [0.25, 0.25, 0.25, 0.25],
          [0.25, 0.25, 0.25, 0.25],
          [0.25, 0.25, 0.25, 0.25],
          [0.25, 0.25, 0.25, 0.25],
        ],
      ],
    ]);
    const square = meanAttentionDistance(even, { grid: [2, 2], patchSize: 10, prefixTokens: 0 });
    expect(square[0]).toBeCloseTo((0 + 10 + 10 + 10 * Math.SQRT2) / 4, 10);
    expect(() => meanAttentionDistance(even, { grid: [2, 2], patchSize: 10 })).toThrow('2 × 2 patches');
  });
});

test('position similarity is the cosine', () => {
  scope(() => {
    const positions = tensor([
      [
        [9, 9],
        [2, 0],
        [0, 3],
        [-1, 0],
      ],
    ]);
    expect(rounded(positionSimilarity(positions))).toEqual([1, 0, -1, 0, 1, 0, -1, 0, 1]);
  });
});

test("a ViT's attention is seen layer by layer, and the model is left as it was", () => {
  scope(() => {
    using model = createModel('vit_tiny_patch4_32', { numClasses: 2, imageSize: 16 }).train();
    const layers = captureAttention(model, randn([2, 3, 16, 16]));
    expect(layers.map(({ path }) => path)).toEqual(Array.from({ length: 12 }, (_, i) => `blocks.${i}.attn.attention`));
    expect(model.training).toBe(true);
    expect(model.module('blocks.0.attn.attention').tapped).toBe(false);
    const rollout = attentionRollout(layers.map(({ weights }) => weights));
    expect(Math.abs(rollout.sum({ dim: -1 }).sub(1).abs().max().item())).toBeLessThan(1e-5);
    expect(classTokenMap(rollout, [4, 4]).shape).toEqual([2, 4, 4]);
    expect(classTokenMap(layers[0]!.weights, [4, 4]).shape).toEqual([2, 3, 4, 4]);
    expect(() => classTokenMap(rollout, [4, 5])).toThrow('16 patches are not 4 × 5');
    for (const { weights } of layers) weights.dispose();
  });
});

test('a model without attention is refused', () => {
  scope(() => {
    using model = createModel('small_cnn', { numClasses: 2 });
    expect(() => captureAttention(model, randn([1, 3, 32, 32]))).toThrow('SmallCnn has no attention to look at');
  });
});
