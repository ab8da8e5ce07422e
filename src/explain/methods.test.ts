import { expect, test } from 'vitest';
import { createModel, ImageClassifier, SwinTransformer } from '../models/index.ts';
import { Conv2d, Linear } from '../nn/index.ts';
import { grad, manualSeed, randn, scope, type Tensor, tensor } from '../torch/index.ts';
import { classScore, defaultMethod, explain, gradCam, methodProblem, occlusion, withTaps } from './index.ts';

/** Two channels, the image and its negative, pooled; class c has the logit `weights[c]` · means. */
class Pooled extends ImageClassifier {
  readonly conv = new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 1, bias: false });
  readonly fc = new Linear({ inFeatures: 2, outFeatures: 2, bias: false });
  readonly numFeatures = 2;
  readonly featureInfo = [{ channels: 2, stride: 1, module: 'conv' }];
  readonly weightLayout = { firstConv: 'conv', classifier: 'fc' };
  constructor() {
    super();
    scope(() => {
      this.conv.weight.assign(tensor([1, -1], { shape: [2, 1, 1, 1] }));
      this.fc.weight.assign(
        tensor([
          [0, 0],
          [3, 1],
        ]),
      );
    });
  }
  forwardFeatures(x: Tensor): Tensor {
    return this.conv.call(x);
  }
  forwardHead(features: Tensor): Tensor {
    return this.fc.call(features.mean({ dim: [2, 3] }));
  }
}

const image = () => tensor([1, -2, 0, 4], { shape: [1, 1, 2, 2] });

test('Grad-CAM of a pooled linear model is its class activation map, by hand', () => {
  scope(() => {
    using model = new Pooled();
    // the gradient by each channel is its weight ÷ 4 pixels: 3/4 x − 1/4 x = x/2, cut off below 0
    expect([...gradCam(model, image(), { target: 1 }).toArray()]).toEqual([0.5, 0, 0, 2]);
    // of two classes the log-odds are explained: for class 0 all is turned round
    expect([...gradCam(model, image(), { target: 0 }).toArray()]).toEqual([0, 1, 0, 0]);
    expect(() => gradCam(model, image(), { target: 2 })).toThrow('class 2 is none of the 2 classes');
    expect(() => gradCam(model, image(), { target: 1, layer: 'conv9' })).toThrow('no module "conv9" in Pooled');
    expect(() => gradCam(model, image(), { target: 1, layer: 'fc' })).toThrow('no feature map');
  });
});

test('occlusion of a linear model is what each pixel adds, by hand', () => {
  scope(() => {
    using model = new Pooled();
    const map = occlusion(model, image(), { target: 1, window: 1, stride: 1 });
    expect([...map.toArray()]).toEqual([0.5, -1, 0, 2]);
    // windows of two pixels that overlap: the mean of those over a place, cut off at the edges
    const wide = occlusion(model, tensor([2, 4], { shape: [1, 1, 1, 2] }), { target: 1, window: 2, stride: 1 });
    expect([...wide.toArray()]).toEqual([6, (6 + 4) / 2]);
  });
});

test('taps see the modules in the order in which they run, with gradients, and leave the model as it was', () => {
  scope(() => {
    using model = new Pooled();
    model.train().freeze();
    const seen = withTaps(model, image(), ['fc', 'conv'], (logits, tapped) => {
      const [gradient] = grad([logits.select(1, 1).sum()], [tapped[0]!.output]);
      return { paths: tapped.map((t) => t.path), gradient: [...gradient!.toArray()] };
    });
    expect(seen.paths).toEqual(['conv', 'fc']);
    expect(seen.gradient).toEqual([0.75, 0.75, 0.75, 0.75, 0.25, 0.25, 0.25, 0.25]);
    expect(model.training).toBe(true);
    expect(model.conv.tapped).toBe(false);
    const logits = tensor([
      [1, 2, 4],
      [0, 1, 0],
    ]);
    expect([...classScore(logits, [2, 1]).toArray()]).toEqual([4, 1]);
    expect(() => classScore(logits, [1])).toThrow('1 targets for 2 images');
  });
});

test('each model says what can explain it', () => {
  const swin = () =>
    new SwinTransformer({
      numClasses: 2,
      inChannels: 1,
      width: 8,
      depths: [1, 1],
      numHeads: [1, 2],
      windowSize: 4,
      patchSize: 4,
    });
  const expected = [
    ['small_cnn', 'gradcam', 'attention', 'SmallCnn has no attention to look at; use gradcam'],
    [
      swin,
      'gradcam',
      'rollout',
      'SwinTransformer attends within windows, so no weights are over all tokens; use gradcam',
    ],
    [
      'vit_tiny_patch4_32',
      'relevance',
      'gradcam',
      'VisionTransformer answers from a token, not from a feature map; use relevance',
    ],
    ['mlp', 'occlusion', 'gradcam', 'Mlp has no feature map to look at; use occlusion'],
    ['cct_2_3x2_32', 'relevance', null, null],
  ] as const;
  scope(() => {
    manualSeed(0);
    for (const [name, best, worse, problem] of expected) {
      using model: ImageClassifier =
        typeof name === 'string' ? createModel(name, { numClasses: 2, inChannels: 1, imageSize: 32 }) : name();
      expect(defaultMethod(model), String(name)).toBe(best);
      expect(methodProblem(model, best)).toBeNull();
      const images = randn([1, 1, 32, 32]);
      if (worse !== null) {
        expect(methodProblem(model, worse)).toBe(problem);
        expect(() => explain(model, images, { method: worse, target: 1 })).toThrow(problem);
      } else expect(methodProblem(model, 'gradcam'), 'its tokeniser').toBeNull();
      const map = explain(model, images, { method: best, target: 1 });
      expect(map.ndim).toBe(3);
      expect(map.toArray().every(Number.isFinite)).toBe(true);
    }
  });
});
