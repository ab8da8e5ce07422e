import { expect, test } from 'vitest';
import { relativeError } from '../../test/parity/shared.ts';
import { DropPath, type Module, Softmax } from '../nn/index.ts';
import { type HostArray, manualSeed, noGrad, ones, randn, scope, type Tensor } from '../torch/index.ts';
import { createModel, type ImageClassifier, loadWeights, vitTinyPatch16 } from './index.ts';

const small = (options: object) => vitTinyPatch16({ numClasses: 2, ...options });
const saved = (model: ImageClassifier): Map<string, HostArray> =>
  new Map(Array.from(model.stateDict(), ([name, t]) => [name, t.toHost()]));

test('an image size that the patches do not cover is refused in one line, when building and when running', () => {
  expect(() => createModel('vit_tiny_patch16_224', { numClasses: 2, imageSize: 100 })).toThrow(
    /^the image size must be a multiple of 16 pixels, its patch, such as 96 or 112, not 100 × 100$/,
  );
  expect(() => createModel('vit_tiny_patch4_32', { numClasses: 2, imageSize: 3 })).toThrow('such as 4, not 3 × 3');
  scope(() => {
    using model = small({ imageSize: 32 });
    expect(() => model.call(randn([1, 3, 32, 40]))).toThrow(
      'VisionTransformer takes images of a multiple of 16 pixels, its patch, such as 32 or 48, not 32 × 40',
    );
  });
});

test('images of other sizes get resampled positions, as if the weights had been loaded into a model of that size', () => {
  scope(() => {
    using model = small({ imageSize: 32 }).eval();
    using larger = small({ imageSize: 64 }).eval();
    const report = loadWeights(larger, saved(model));
    expect(report.adapted).toEqual(['pos_embed']);
    expect(report.reasons.get('pos_embed')).toBe('resampled from 2 × 2 patches to 4 × 4');
    const x = randn([1, 3, 64, 64]);
    noGrad(() => {
      expect(relativeError(model.call(x).toArray(), [...larger.call(x).toArray()])).toBeLessThan(1e-5);
      expect(model.call(randn([1, 3, 48, 16])).shape).toEqual([1, 2]);
    });
  });
});

test("a checkpoint whose positions are another model's is refused", () => {
  scope(() => {
    using model = small({ imageSize: 32 });
    const file = saved(model);
    const { dtype } = file.get('pos_embed')!;
    file.set('pos_embed', { dtype, shape: [1, 4, 192], data: new Uint8Array(4 * 192 * 4) });
    expect(() => loadWeights(model, file)).toThrow('pos_embed is [1,4,192] and not [1,5,192]');
  });
});

test('stochastic depth: rates rise to the last block, training skips images, evaluation none', () => {
  manualSeed(1);
  scope(() => {
    using model = small({ imageSize: 32, dropPathRate: 0.5 });
    const rates = [...model.modules()].flatMap((m) => (m instanceof DropPath ? [m.config.p] : []));
    expect(rates).toEqual(Array.from({ length: 12 }, (_, i) => (0.5 * i) / 11));
    const x = randn([1, 3, 32, 32]);
    noGrad(() => {
      expect(model.call(x).equal(model.call(x))).toBe(false);
      model.eval();
      expect(model.call(x).equal(model.call(x))).toBe(true);
    });
    const drop = new DropPath({ p: 0.25 });
    const rows = drop.call(ones([4000, 2, 3])).reshape([4000, 6]);
    expect(rows.amax({ dim: [1] }).equal(rows.amin({ dim: [1] }))).toBe(true); // whole images
    expect(rows.max().item()).toBeCloseTo(1 / 0.75, 5);
    expect(rows.mean().item()).toBeCloseTo(1, 1);
  });
});

test.each(['vit_tiny_patch4_32', 'cct_2_3x2_32', 'swin_tiny'])('%s: taps see attention and tokens', (name) => {
  scope(() => {
    using model = createModel(name, { numClasses: 2, imageSize: 32 }).eval();
    const seen = new Map<string, readonly number[]>();
    const sums: Tensor[] = [];
    for (const [path, module] of model.namedModules()) {
      if (!(module instanceof Softmax)) continue;
      module.onForward((weights) => {
        seen.set(path, weights.shape);
        sums.push(weights.sum({ dim: -1 }).mean().keep());
      });
    }
    const tokens: (readonly number[])[] = [];
    const { module: stage } = model.featureInfo.at(-1)!;
    (model.module(stage) as Module).onForward((output) => void tokens.push(output.shape));
    noGrad(() => model.call(randn([1, 3, 32, 32])));
    expect(seen.size).toBe(name === 'cct_2_3x2_32' ? 2 : 12);
    for (const sum of sums) {
      expect(sum.item()).toBeCloseTo(1, 5);
      sum.dispose();
    }
    expect(tokens).toHaveLength(1);
  });
});
