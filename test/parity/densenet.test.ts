import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DenseNet, densenet121 } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { arange, type DType, manualSeed, memory, scope, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, specTensor, TOLERANCE } from './shared.ts';

interface Step {
  dtype: Extract<DType, 'f32' | 'f64'>;
  training: boolean;
  input: string;
  logits: number[];
  loss: number;
  /** Of each parameter's gradient: the norm, and the first, middle and last element. */
  norms: number[];
  samples: number[][];
  /** Norms of the running statistics after the step. */
  buffers: number[];
  /** PyTorch's own f32 against its f64: through 121 layers, builds and CPUs that sum in another order differ by as much. */
  rounding?: { logits: number; gradients: number[] };
}

interface Golden {
  parameters: string[];
  steps: Step[];
  /** Samples of the weights that torchvision initialises from seed 0. */
  seeded: Record<string, number[]>;
}

const { parameters, steps, seeded } = golden<Golden>('densenet.json');

/** As `fill` in make_densenet.py. */
function fill(model: DenseNet): void {
  for (const [i, [name, t]] of [...model.stateDict()].entries()) {
    if (t.dtype !== 'f32') continue;
    const shift = t.ndim === 1 && /(running_var|weight)$/.test(name) ? 1 : 0;
    const scale = t.ndim === 4 ? Math.sqrt(6 / (t.numel / t.size(0))) : t.ndim === 2 ? 1 / Math.sqrt(t.size(1)) : 0.1;
    const values = noise(t.numel, i).map((v) => v * scale + shift);
    scope(() => t.assign(tensor(values, { shape: t.shape })));
  }
}

const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0));
const samples = (x: Float64Array) => [x[0]!, x[x.length >> 1]!, x[x.length - 1]!];

describe.each(steps)('DenseNet-121 in $dtype, training: $training', (expected) => {
  const tolerance = (rounding = 0) => (expected.dtype === 'f64' ? 1e-9 : Math.max(TOLERANCE, 2 * rounding));
  const before = memory();
  let model: DenseNet;
  let logits: Float64Array;
  let loss: number;
  let gradients: Float64Array[];
  let buffers: Float64Array[];

  beforeAll(() => {
    model = densenet121({ numClasses: 2 });
    fill(model);
    model.to({ dtype: expected.dtype }).train(expected.training);
    scope(() => {
      const x = specTensor(expected.input, 1).to({ dtype: expected.dtype });
      const output = model.call(x);
      const objective = crossEntropy(output, arange(0, x.size(0), { dtype: 'i64' }).remainder(2));
      objective.backward();
      logits = output.toArray();
      loss = objective.item();
      gradients = model.parameters().map((p) => p.grad!.toArray());
      buffers = model.buffers().flatMap((b) => (b.dtype === 'i64' ? [] : [b.toArray()]));
    });
  });

  afterAll(() => {
    model.dispose();
    expect(memory(), 'leaked tensors').toEqual(before);
  });

  test('6,955,906 parameters with 2 classes, named as in torchvision', () => {
    expect(model.parameterCount()).toBe(6_955_906);
    expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(parameters);
  });

  test('the same logits, loss and running statistics', () => {
    const limit = tolerance(expected.rounding?.logits);
    expect(relativeError(logits, expected.logits)).toBeLessThanOrEqual(limit);
    expect(relativeError([loss], [expected.loss])).toBeLessThanOrEqual(limit);
    for (const [i, buffer] of buffers.entries()) {
      expect(relativeError([norm(buffer)], [expected.buffers[i]!])).toBeLessThanOrEqual(Math.max(limit, TOLERANCE));
    }
  });

  test('the same gradient for every parameter', () => {
    for (const [i, name] of parameters.entries()) {
      const limit = tolerance(expected.rounding?.gradients[i]) * expected.norms[i]!;
      expect(Math.abs(norm(gradients[i]!) - expected.norms[i]!), `norm, ${name}`).toBeLessThanOrEqual(limit);
      const errors = samples(gradients[i]!).map((v, k) => Math.abs(v - expected.samples[i]![k]!));
      expect(Math.max(...errors), `elements, ${name}`).toBeLessThanOrEqual(limit);
    }
  });
});

test("from the same seed, torchvision's initial weights", () => {
  const before = memory();
  manualSeed(0);
  using model = densenet121({ numClasses: 2 });
  const state = model.stateDict();
  const errors = Object.entries(seeded).map(([name, values]) =>
    relativeError(samples(state.get(name)!.toArray()), values),
  );
  expect(Math.max(...errors)).toBeLessThanOrEqual(TOLERANCE);
  model.dispose();
  expect(memory(), 'leaked tensors').toEqual(before);
});
