import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import {
  CATALOG,
  type ClassifierOptions,
  createDenseModel,
  createModel,
  DENSE_CATALOG,
  type DenseModelName,
  type ModelInfo,
  type ModelName,
  modelCost,
  type TrainableModel,
} from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { arange, linspace, scope, type Tensor, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, SPEC, specTensor, TOLERANCE } from './shared.ts';

/** One model against its golden of test/golden/parity/zoo, in evaluation and in training, in f32 and f64. */

interface Step {
  training: boolean;
  logits: number[];
  /** How far PyTorch's own f32 is from its f64: builds and CPUs that sum in another order differ by as much. */
  rounding: number;
  gradients: Record<string, [norm: number, middle: number, last: number, rounding: number]>;
  buffers?: number[];
}

interface Golden {
  input: string;
  parameters: number;
  /** Hash of the names and shapes of the state dict. */
  state: string;
  steps: Step[];
}

const CLASSES = 10;

/**
 * Gradients in f32 jump where rounding moves an activation across a kink (ReLU, hardswish), and rounding is a matter of the kernels
 * that libtorch finds for the machine. So f32 is held to 1e-3 of the larger gradients; f64, to 1e-9 of each, holds the arithmetic.
 */
const F32_GRADIENTS = 1e-3;

export type Name = ModelName | DenseModelName;

const INFO: Readonly<Record<Name, ModelInfo>> = { ...CATALOG, ...DENSE_CATALOG };

export const NAMES = Object.keys(INFO) as Name[];

export const hasGolden = (name: Name) => existsSync(new URL(`../golden/parity/zoo/${name}.json`, import.meta.url));

/** Models of more parameters run in zoo.slow.ts. */
export const isLarge = (name: Name) => INFO[name].parameters > 12e6;

const create = (name: Name, options: ClassifierOptions): TrainableModel =>
  INFO[name].task === 'dense' ? createDenseModel(name, options) : createModel(name, options);

/** As `fill` in make_densenet.py. */
function fill(model: TrainableModel, only: 'all' | 'buffers' = 'all'): void {
  const buffers = new Set<Tensor>(model.buffers());
  for (const [i, [name, t]] of [...model.stateDict()].entries()) {
    if (t.dtype === 'i64' || (only === 'buffers' && !buffers.has(t))) continue;
    const shift = t.ndim === 1 && /(running_var|weight)$/.test(name) ? 1 : 0;
    const scale = t.ndim === 4 ? Math.sqrt(6 / (t.numel / t.size(0))) : t.ndim === 2 ? 1 / Math.sqrt(t.size(1)) : 0.1;
    const values = Float32Array.from(noise(t.numel, i), (v) => v * scale + shift);
    scope(() => t.assign(tensor(values, { shape: t.shape })));
  }
}

function expectState(model: TrainableModel, expected: string): void {
  const lines = Array.from(model.stateDict(), ([name, t]) => `${name}[${t.shape}]`);
  const text = lines.filter((line) => !line.includes('num_batches_tracked')).join('\n');
  expect(createHash('sha256').update(text).digest('hex'), `names and shapes:\n${text}`).toBe(expected);
}

const norm = (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0));

/** Of a dense model's maps, means weighed by position, so that every pixel has a gradient of its own. */
function rampMeans(maps: Tensor): Tensor {
  const [height, width] = [maps.size(2), maps.size(3)];
  const ramp = linspace(0, 1, height * width, { dtype: maps.dtype }).reshape([height, width]);
  return maps.mul(ramp).mean({ dim: [2, 3] });
}

function expectStep(model: TrainableModel, input: string, expected: Step, dtype: 'f32' | 'f64'): void {
  const tolerance = (rounding: number) => (dtype === 'f64' ? 1e-9 : Math.max(TOLERANCE, 2 * rounding));
  const where = `${expected.training ? 'training' : 'evaluation'} in ${dtype}`;
  model.train(expected.training);
  scope(() => {
    const x = specTensor(input, 1).to({ dtype });
    const outputs = 'forwardDeep' in model ? model.forwardDeep!(x) : [model.call(x)];
    const logits = outputs.map((o) => (o.ndim === 2 ? o : rampMeans(o))).reduce((a, b) => a.add(b));
    crossEntropy(logits, arange(0, logits.size(0), { dtype: 'i64' })).backward();
    const error = relativeError(logits.toArray(), expected.logits);
    expect(error, `logits, ${where}`).toBeLessThanOrEqual(tolerance(expected.rounding));
    const learnt = [...model.namedParameters()].filter(([, p]) => p.requiresGrad);
    expect(learnt.map(([name]) => name)).toEqual(Object.keys(expected.gradients));
    // A bias before a batch norm has no gradient but rounding: held to the largest gradient's scale.
    const largest = Math.max(...Object.values(expected.gradients).map(([size]) => size));
    const floor = largest * (dtype === 'f64' ? 1e-6 : 0.1);
    for (const [name, parameter] of learnt) {
      const [size, middle, last, rounding] = expected.gradients[name]!;
      const g = parameter.grad!.toArray();
      const allowed = dtype === 'f64' ? tolerance(rounding) : Math.max(F32_GRADIENTS, 2 * rounding);
      const limit = allowed * Math.max(size, floor);
      expect(Math.abs(norm(g) - size), `norm of ${name}, ${where}`).toBeLessThanOrEqual(limit);
      expect(Math.abs(g[g.length >> 1]! - middle), `middle of ${name}, ${where}`).toBeLessThanOrEqual(limit);
      expect(Math.abs(g.at(-1)! - last), `last of ${name}, ${where}`).toBeLessThanOrEqual(limit);
      parameter.grad = null;
    }
    if (expected.buffers === undefined) return;
    const norms = model.buffers().flatMap((b) => (b.dtype === 'i64' ? [] : [norm(b.toArray())]));
    for (const [i, size] of expected.buffers.entries()) {
      expect(Math.abs(norms[i]! - size) / size, `running statistics, ${where}`).toBeLessThanOrEqual(tolerance(1e-5));
    }
  });
}

/** Names and shapes, logits, running statistics and gradients; in evaluation and training, f32 and f64. */
function expectSteps(model: TrainableModel, { input, state, steps }: Golden): void {
  expectState(model, state);
  for (const dtype of ['f32', 'f64'] as const) {
    fill(model, dtype === 'f32' ? 'all' : 'buffers');
    model.to({ dtype });
    for (const step of steps) expectStep(model, input, step, dtype);
  }
}

/** Models whose goldens are an eighth as wide as the papers'. */
export const NARROW: ReadonlyMap<DenseModelName, number> = new Map([
  ['unet', 8],
  ['resenc_unet', 4],
]);

export function expectNarrowParity(name: DenseModelName): void {
  using model = createDenseModel(name, { numClasses: CLASSES, inChannels: 1, baseWidth: NARROW.get(name)! });
  const expected = golden<Golden>(`zoo/${name}_narrow.json`);
  expectSteps(model, expected);
  expect(model.parameterCount()).toBe(expected.parameters);
}

export function expectParity(name: Name): void {
  const expected = golden<Golden>(`zoo/${name}.json`);
  const { input, parameters } = expected;
  const [, inChannels, imageSize] = SPEC.exec(input)![2]!.split(',').map(Number);
  using model = create(name, { numClasses: CLASSES, inChannels, imageSize, dropRate: 0, dropPathRate: 0 });
  expectSteps(model, expected);
  const { task, defaultNumClasses, defaultInChannels, defaultImageSize, parameters: stated, gmacs } = INFO[name];
  expect(model.resetClassifier(defaultNumClasses).parameterCount()).toBe(parameters);
  // Position embeddings count by the size that a model is built for.
  using whole = task === 'dense' ? create(name, { numClasses: defaultNumClasses }) : model.to({ dtype: 'f32' });
  const cost = modelCost(whole, [defaultInChannels, defaultImageSize, defaultImageSize]);
  expect(stated, 'parameters in the catalogue').toBe(cost.parameters);
  expect(cost.macs / 1e9 / gmacs, 'GMACs in the catalogue').toBeCloseTo(1, 2);
}
