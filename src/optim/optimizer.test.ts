import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearGradients, memory, scope, type Tensor, tensor } from '../torch/index.ts';
import { clipFactor, clipGradNorm, gradNorm } from './clip.ts';
import { decayAll } from './decay.ts';
import { Optimizer } from './optimizer.ts';
import { adam, adamw, sgd } from './ready.ts';
import { cosine } from './schedule.ts';
import { backward, bytesOf, difference, disposeAll, makeParameters, type Problem } from './testing.ts';
import type { Transform } from './transform.ts';
import { warmup } from './warmup.ts';

interface Run {
  parameters: Record<string, number[]>;
  norms: number[];
}

const golden: Problem & { cases: Record<string, Run>; clipped: Run & { max: number } } = JSON.parse(
  readFileSync(new URL('../../test/golden/optim/optimizers.json', import.meta.url), 'utf8'),
);

const TRANSFORMS: Record<string, () => Transform> = {
  sgd: () => sgd({ learningRate: 0.1 }),
  'sgd momentum': () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  'sgd nesterov decay': () =>
    sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05, mask: decayAll }),
  'sgd dampening decay': () =>
    sgd({ learningRate: 0.1, momentum: 0.8, dampening: 0.3, weightDecay: 0.05, mask: decayAll }),
  adam: () => adam({ learningRate: 0.05 }),
  'adam decay': () => adam({ learningRate: 0.05, weightDecay: 0.1, betas: [0.8, 0.95], eps: 1e-3, mask: decayAll }),
  adamw: () => adamw({ learningRate: 0.05, weightDecay: 0.1, mask: decayAll }),
  'adamw groups': () => adamw({ learningRate: 0.05, weightDecay: 0.1 }),
  'sgd groups': () => sgd({ learningRate: 0.1, momentum: 0.9, weightDecay: 0.05 }),
};

let before: number;
let parameters: Map<string, Tensor>;
beforeEach(() => {
  before = memory().tensors;
  parameters = makeParameters(golden);
});
afterEach(() => {
  clearGradients([...parameters.values()]);
  disposeAll(parameters);
  expect(memory().tensors).toBe(before);
});

/** Steps `from` to `to` of the golden's problem. */
function train(optimizer: Optimizer, from: number, to: number, clip?: () => object): void {
  for (let t = from; t < to; t++) {
    scope(() => {
      optimizer.zeroGrad();
      backward(golden, parameters, t);
      optimizer.step(clip?.());
    });
  }
}

test('every golden has its transform', () => {
  expect(Object.keys(golden.cases)).toEqual(Object.keys(TRANSFORMS));
});

test.each(Object.entries(TRANSFORMS))('%s equals torch.optim, with gradients missing on some steps', (name, make) => {
  using optimizer = new Optimizer(parameters, make());
  train(optimizer, 0, golden.steps);
  expect(difference(parameters, golden.cases[name]!.parameters)).toBeLessThan(1e-6);
});

test.each(['in place', 'by factor'])('clipping the norm %s equals clip_grad_norm_', (how) => {
  using optimizer = new Optimizer(parameters, TRANSFORMS.adamw!());
  const { max, norms } = golden.clipped;
  const found: number[] = [];
  train(optimizer, 0, golden.steps, () => {
    if (how === 'in place') {
      found.push(clipGradNorm(parameters.values(), max));
      return {};
    }
    found.push(gradNorm(parameters.values()));
    return { gradientScale: clipFactor(found.at(-1)!, max) };
  });
  expect(difference(parameters, golden.clipped.parameters)).toBeLessThan(1e-6);
  for (const [t, norm] of norms.entries()) expect(Math.abs(found[t]! / norm - 1)).toBeLessThan(1e-6);
});

test.each(Object.entries(TRANSFORMS))('%s, saved and loaded into a fresh optimiser, goes on bit for bit', (_, make) => {
  const whole = new Optimizer(parameters, make());
  train(whole, 0, 12);
  const uninterrupted = bytesOf(parameters);
  whole.dispose();
  clearGradients([...parameters.values()]);
  disposeAll(parameters);

  parameters = makeParameters(golden);
  const first = new Optimizer(parameters, make());
  train(first, 0, 6); // classifier.weight is one update behind by now, and skipped in the next step
  const saved = scope(() => new Map([...first.stateDict()].map(([name, t]) => [name, t.contiguous().clone()])));
  first.dispose();
  using second = new Optimizer(parameters, make());
  second.loadStateDict(saved);
  disposeAll(saved);
  expect(second.stepCount).toBe(6);
  train(second, 6, 12);
  expect(bytesOf(parameters)).toBe(uninterrupted);
});

test('a parameter without a gradient keeps its value, and its state does not age', () => {
  using optimizer = new Optimizer(parameters, adamw({ learningRate: 0.1 }));
  const weight = [...parameters.get('classifier.weight')!.toArray()];
  train(optimizer, 0, 1); // the golden skips classifier.weight at step 0
  expect([...parameters.get('classifier.weight')!.toArray()]).toEqual(weight);
  scope(() => {
    const state = optimizer.stateDict();
    expect(state.get('step')!.item()).toBe(1);
    expect(state.get('classifier.weight.step')!.item()).toBe(0);
    expect(state.has('classifier.weight.exp_avg')).toBe(false);
    expect(state.get('classifier.bias.step')!.item()).toBe(1);
    expect(state.get('classifier.bias.exp_avg')!.shape).toEqual([2]);
    expect(state.get('features.weight.exp_avg')!.strides).toEqual(parameters.get('features.weight')!.strides);
  });
});

test('weights decay by default, biases and normalisation scales do not', () => {
  scope(() => {
    const pair = new Map([
      ['weight', tensor([[1, 2]], { requiresGrad: true })],
      ['bias', tensor([1, 2], { requiresGrad: true })],
    ]);
    for (const parameter of pair.values()) parameter.mul(0).sum().backward();
    using optimizer = new Optimizer(pair, adamw({ learningRate: 0.5, weightDecay: 0.1 }));
    optimizer.step();
    expect([...pair.get('weight')!.toFloat32()]).toEqual([...Float32Array.of(0.95, 1.9)]);
    expect([...pair.get('bias')!.toFloat32()]).toEqual([1, 2]);
    optimizer.zeroGrad();
    expect(pair.get('weight')!.grad).toBeNull();
  });
});

test('gradients stay as they are, so that two which share memory are both used in full', () => {
  for (const transform of [adam, adamw, sgd]) {
    scope(() => {
      const [a, b, g] = [tensor([1, 1]), tensor([1, 1]), tensor([3, -2])];
      a.requiresGrad = true;
      b.requiresGrad = true;
      a.grad = g;
      b.grad = g;
      const pair = Object.entries({ a, b });
      using optimizer = new Optimizer(pair, transform({ learningRate: 0.1, weightDecay: 0.1, mask: decayAll }));
      optimizer.step({ gradientScale: 0.5 });
      expect([...g.toArray()]).toEqual([3, -2]);
      expect([...a.toArray()]).toEqual([...b.toArray()]);
    });
  }
});

test('a schedule moves the learning rate by the steps done; step({ learningRate }) overrides it', () => {
  scope(() => {
    const p = tensor([0], { dtype: 'f64', requiresGrad: true });
    p.sum().backward();
    const schedule = warmup(cosine({ learningRate: 1, totalSteps: 4 }), { steps: 2, start: 0.5 });
    using optimizer = new Optimizer([['p', p]], sgd({ learningRate: schedule }));
    const rates = Array.from({ length: 4 }, () => {
      const from = p.item();
      optimizer.step();
      return from - p.item();
    });
    for (const [t, rate] of rates.entries()) expect(rate).toBeCloseTo(schedule(t), 12);
    const from = p.item();
    optimizer.step({ learningRate: 0 });
    expect(p.item()).toBe(from);
    expect(() => optimizer.step({ learningRate: Number.NaN })).toThrow('the learning rate of step 5 is NaN');
  });
});

test('a step over parameters larger than one bucket equals the steps of each alone', () => {
  scope(() => {
    const sizes = [200_000, 100_000, 300_000, 5];
    const make = (n: number) => {
      const p = tensor(Float32Array.from({ length: n }, (_, i) => Math.sin(i)));
      p.requiresGrad = true;
      p.mul(p).sum().backward();
      return p;
    };
    const together = sizes.map(make);
    using optimizer = new Optimizer(
      together.map((p, i) => [`${i}`, p] as const),
      adamw({ learningRate: 0.1, mask: decayAll }),
    );
    optimizer.step();
    for (const [i, size] of sizes.entries()) {
      const alone = make(size);
      using single = new Optimizer([['p', alone]], adamw({ learningRate: 0.1, mask: decayAll }));
      single.step();
      expect(Buffer.compare(alone.toHost().data, together[i]!.toHost().data)).toBe(0);
    }
  });
});

test('state of another model or optimiser is refused by name, and nothing is changed', () => {
  using optimizer = new Optimizer(parameters, adamw({ learningRate: 0.1 }));
  train(optimizer, 0, 3);
  scope(() => {
    const state = optimizer.stateDict();
    const without = new Map(state);
    without.delete('classifier.bias.exp_avg');
    const wrong = new Map(state).set('classifier.bias.exp_avg', tensor([1, 2, 3]));
    const other = new Map(state).set('head.step', tensor(1));
    const was = bytesOf(state);
    expect(() => optimizer.loadStateDict(without)).toThrow('classifier.bias.exp_avg is missing');
    expect(() => optimizer.loadStateDict(wrong)).toThrow('classifier.bias.exp_avg is f32[3] but the parameter f32[2]');
    expect(() => optimizer.loadStateDict(other)).toThrow('head.step belongs to no parameter');
    expect(() => optimizer.loadStateDict(new Map())).toThrow('step is missing');
    expect(bytesOf(optimizer.stateDict())).toBe(was);
    optimizer.loadStateDict(state); // its own, live
    expect(bytesOf(optimizer.stateDict())).toBe(was);
  });
});

test('what cannot work is refused at once', () => {
  expect(() => new Optimizer([], adamw({ learningRate: 1 }))).toThrow('at least one parameter');
  const p = parameters.get('classifier.bias')!;
  const twice = Object.entries({ p, q: p });
  expect(() => new Optimizer(twice, adamw({ learningRate: 1 }))).toThrow('given twice');
  expect(() => adamw({ learningRate: 1, betas: [0.9, 1] })).toThrow('betas must be in [0, 1)');
  expect(() => sgd({ learningRate: 1, nesterov: true })).toThrow('Nesterov momentum needs');
  expect(() => sgd({ learningRate: 1, weightDecay: -1 })).toThrow('weight decay must not be negative');
});
