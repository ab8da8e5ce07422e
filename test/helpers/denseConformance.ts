import { expect } from 'vitest';
import {
  createDenseModel,
  DENSE_CATALOG,
  type DenseModel,
  type DenseModelName,
  depthGroups,
  type ModelInfo,
} from '../../src/models/index.ts';
import { grad, manualSeed, memory, noGrad, randn, scope, type Tensor } from '../../src/torch/index.ts';
import { stageShapes } from './stageShapes.ts';

/** Grey images of 64 px, nothing random, and narrow where it may be: what is looked at does not depend on the width. */
function givenTo(name: DenseModelName) {
  const { options } = DENSE_CATALOG[name] as ModelInfo;
  const width = options?.includes('baseWidth') ? { baseWidth: 4 } : {};
  return { inChannels: 1, imageSize: 64, dropRate: 0, dropPathRate: 0, ...width };
}

/** For tests: gradients with checkpointing are those without, up to the order in which three of them are added where a skip leaves. */
export function expectSameWithCheckpointing(name: DenseModelName): void {
  const gradients = (gradientCheckpointing: boolean) => {
    manualSeed(0);
    using model = createDenseModel(name, { numClasses: 2, ...givenTo(name), gradientCheckpointing });
    return gradientsOf(model.to({ dtype: 'f64' }), randn([1, 1, 64, 64]).to({ dtype: 'f64' }));
  };
  scope(() => {
    const plain = gradients(false);
    const checkpointed = gradients(true);
    const largest = Math.max(...plain.map((g) => g.norm().item()));
    for (const [i, g] of plain.entries()) {
      expect(checkpointed[i]!.sub(g).norm().item()).toBeLessThan(1e-12 * largest);
    }
  });
}

/** Of all the logits that are trained on, by each parameter. */
function gradientsOf(model: DenseModel, x: Tensor): readonly Tensor[] {
  const outputs = model.forwardDeep?.(x) ?? [model.call(x)];
  const found = grad(
    outputs.map((o) => o.square().mean()),
    model.parameters(),
  );
  return found.map((g) => g!);
}

/** For tests: what every model for segmentation must do; grey and colour, with sides that halve unevenly. */
export function expectDenseConformance(name: DenseModelName): void {
  const start = memory();
  manualSeed(0);
  const given = givenTo(name);
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

/** Each parameter has a gradient that is finite and not zero throughout. */
function expectEveryGradient(model: DenseModel, x: Tensor): void {
  awaken(model);
  const gradients = gradientsOf(model, x);
  const paths = Array.from(model.namedParameters(), ([path]) => path);
  expect(paths.filter((_, i) => gradients[i]!.isfinite().all().item() !== 1)).toEqual([]);
  const still = paths.filter((_, i) => gradients[i]!.abs().max().item() === 0);
  expect(still, 'parameters without a gradient').toEqual([]);
}

/** Each stage has the channels and the stride that `featureInfo` promises. */
function expectStages(model: DenseModel, x: Tensor): void {
  const seen = stageShapes(model, x);
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
