import { expect } from 'vitest';
import {
  createDenseModel,
  DENSE_CATALOG,
  type DenseModel,
  type DenseModelName,
  depthGroups,
  type ModelInfo,
} from '../../src/models/index.ts';
import type { Module } from '../../src/nn/index.ts';
import { grad, manualSeed, memory, noGrad, randn, scope, type Tensor } from '../../src/torch/index.ts';

/** For tests: what every model for segmentation must do; grey and colour, with sides that halve unevenly. */
export function expectDenseConformance(name: DenseModelName): void {
  const start = memory();
  manualSeed(0);
  const { options } = DENSE_CATALOG[name] as ModelInfo;
  // Narrow where it may be: what is looked at does not depend on the width.
  const width = options?.includes('baseWidth') ? { baseWidth: 4 } : {};
  const given = { inChannels: 1, imageSize: 64, dropRate: 0, dropPathRate: 0, ...width };
  const model = createDenseModel(name, { numClasses: 3, ...given });
  const built = memory();
  scope(() => {
    const x = randn([2, 1, 64, 64]);
    expectEveryGradient(model, x);
    model.eval();
    noGrad(() => {
      for (const [height, width] of [
        [64, 64],
        [47, 90],
      ] as const) {
        const shape = scope(() => model.call(randn([1, 1, height, width])).shape);
        expect(shape, 'a map of every pixel').toEqual([1, 3, height, width]);
      }
      expectStages(model, x);
      if (model.forwardDeep !== undefined) expectDeep(model, x);
    });
  });
  expect(memory()).toEqual(built);

  const { firstConv, classifier, otherHeads = [] } = model.weightLayout;
  const expected = [firstConv!, classifier, ...otherHeads].map((path) => `${path}.weight`);
  expect([...model.stateDict().keys()]).toEqual(expect.arrayContaining(expected));
  expect(depthGroups(model).flatMap(({ parameters }) => parameters)).toHaveLength(model.parameters().length);
  expect(model.resetClassifier(5).numClasses).toBe(5);
  expect(scope(() => noGrad(() => model.call(randn([1, 1, 64, 64])).shape))).toEqual([1, 5, 64, 64]);
  expect(memory().tensors).toBe(built.tensors);
  model.dispose();
  expect(memory()).toEqual(start);

  using colour = createDenseModel(name, { ...given, numClasses: 1, inChannels: 3 });
  expect(scope(() => noGrad(() => colour.eval().call(randn([1, 3, 64, 64])).shape))).toEqual([1, 1, 64, 64]);
}

/** What begins at zero, to let others begin gently, hides them from the gradient: moved from there. */
function awaken(model: DenseModel): void {
  for (const p of model.parameters()) {
    if (p.abs().max().item() === 0) noGrad(() => scope(() => void p.normal_({ mean: 0, std: 0.1 })));
  }
}

/** Each parameter has a gradient that is not zero throughout, of all the logits that are trained on. */
function expectEveryGradient(model: DenseModel, x: Tensor): void {
  awaken(model);
  const outputs = model.forwardDeep?.(x) ?? [model.call(x)];
  const objective = outputs.map((o) => o.square().mean()).reduce((a, b) => a.add(b));
  const named = [...model.namedParameters()].filter(([, p]) => p.requiresGrad);
  const gradients = grad(
    [objective],
    named.map(([, p]) => p),
  );
  for (const [i, [path]] of named.entries()) expect(gradients[i]!.isfinite().all().item(), path).toBe(1);
  const still = named.filter((_, i) => gradients[i]!.abs().max().item() === 0).map(([path]) => path);
  expect(still, 'parameters without a gradient').toEqual([]);
}

/** Each stage has the channels and the stride that `featureInfo` promises. */
function expectStages(model: DenseModel, x: Tensor): void {
  const seen = new Map<string, readonly number[]>();
  const stop = model.featureInfo.map(({ module }) =>
    (model.module(module) as Module).onForward((output) => void seen.set(module, output.shape)),
  );
  model.call(x);
  for (const end of stop) end();
  for (const { module, channels, stride } of model.featureInfo) {
    const shape = seen.get(module)!;
    expect(shape, module).toContain(channels);
    if (shape.length === 4) expect(shape.slice(1), module).toEqual([channels, 64 / stride, 64 / stride]);
  }
}

/** The first logits are those of `forward`; the others are no finer, down to the coarsest. */
function expectDeep(model: DenseModel, x: Tensor): void {
  const deep = model.forwardDeep!(x);
  expect(deep.length).toBeGreaterThan(1);
  expect(deep[0]!.equal(model.call(x))).toBe(true);
  const sides = deep.map((logits) => logits.size(2));
  expect(sides).toEqual(sides.toSorted((a, b) => b - a));
  for (const logits of deep) expect(logits.size(1)).toBe(3);
}
