import { expect } from 'vitest';
import { createModel, type ImageClassifier, type ModelName } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { manualSeed, memory, noGrad, randn, scope, type Tensor, tensor } from '../../src/torch/index.ts';
import { stageShapes } from './stageShapes.ts';

/** For tests: what every model of the registry must do, on two grey images of 64 px. */
export function expectConformance(name: ModelName): void {
  const start = memory();
  manualSeed(0);
  const model = createModel(name, { numClasses: 3, inChannels: 1, imageSize: 64 });
  const built = memory();
  scope(() => {
    const x = randn([2, 1, 64, 64]);
    crossEntropy(model.call(x), tensor([0, 2], { dtype: 'i64' })).backward();
    for (const [path, p] of model.namedParameters()) if (p.requiresGrad) expect(p.grad, path).not.toBeNull();
    for (const p of model.parameters()) p.grad = null;
    model.eval();
    noGrad(() => {
      const features = model.forwardFeatures(x);
      expect(features.shape).toContain(model.numFeatures);
      const wide = model.forwardHead(features, { preLogits: true });
      expect(wide.shape).toEqual([2, model.getClassifier().config.inFeatures]);
      expect(model.forwardHead(features).equal(model.call(x))).toBe(true);
      expectStages(model, x);
    });
  });
  expect(memory()).toEqual(built);

  const { firstConv, classifier } = model.weightLayout;
  const expected = firstConv === null ? [classifier] : [firstConv, classifier];
  expect([...model.stateDict().keys()]).toEqual(expect.arrayContaining(expected.map((path) => `${path}.weight`)));
  expect(model.resetClassifier(5).numClasses).toBe(5);
  expect(scope(() => noGrad(() => model.call(randn([1, 1, 64, 64])).shape))).toEqual([1, 5]);
  expect(memory().tensors).toBe(built.tensors);
  model.dispose();
  expect(memory()).toEqual(start);
}

/** Each stage has the channels and the stride that `featureInfo` promises. */
function expectStages(model: ImageClassifier, x: Tensor): void {
  const seen = stageShapes(model, x);
  for (const { module, channels, stride } of model.featureInfo) {
    const shape = seen.get(module)!;
    expect(shape, module).toContain(channels);
    if (shape[1] !== channels || shape.length !== 4) continue; // tokens
    const border = Math.max(1, 64 / stride / 8); // of convolutions without padding
    expect(Math.abs(shape[2]! - 64 / stride), `side of ${module}`).toBeLessThanOrEqual(border);
  }
}
