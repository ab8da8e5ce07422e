import { afterEach, beforeEach, expect, test } from 'vitest';
import { memory, noGrad, scope, type Tensor, tensor } from '../torch/index.ts';
import { Ema } from './ema.ts';
import { bytesOf, disposeAll } from './testing.ts';

let before: number;
let tensors: Map<string, Tensor>;
let model: { stateDict(): Map<string, Tensor> };
beforeEach(() => {
  before = memory().tensors;
  tensors = new Map([
    ['weight', tensor([1, 2], { requiresGrad: true })],
    ['running_mean', tensor([10, 20])],
    ['num_batches_tracked', tensor(BigInt64Array.of(0n), { shape: [] })],
  ]);
  model = { stateDict: () => new Map(tensors) };
});
afterEach(() => {
  disposeAll(tensors);
  expect(memory().tensors).toBe(before);
});

/** Something that a training step might do. */
function train(t: number): void {
  noGrad(() =>
    scope(() => {
      tensors.get('weight')!.add_(Math.sin(t));
      tensors.get('running_mean')!.mul_(0.9);
      tensors.get('num_batches_tracked')!.add_(1);
    }),
  );
}

const values = (map: ReadonlyMap<string, Tensor>, name: string) => [...map.get(name)!.toArray()];
const state = (ema: Ema) => scope(() => bytesOf(ema.stateDict()));

test('floats move by 1 − decay, integers are copied', () => {
  using ema = new Ema(model, { decay: 0.75, warmup: false });
  train(Math.PI / 2);
  ema.update();
  scope(() => {
    const average = ema.stateDict();
    expect(values(average, 'weight')).toEqual([1.25, 2.25]);
    expect(values(average, 'running_mean')).toEqual([9.75, 19.5]);
    expect(values(average, 'num_batches_tracked')).toEqual([1]);
  });
});

test('warm-up keeps little at first: 1/10, then 2/11', () => {
  using ema = new Ema(model, { decay: 0.9999 });
  train(Math.PI / 2);
  ema.update();
  ema.update();
  scope(() => expect(values(ema.stateDict(), 'weight')[0]).toBeCloseTo(2 - (1 / 10) * (2 / 11), 6));
});

test('swapped() lends the average to the model and gives the weights back, also when the body throws', async () => {
  using ema = new Ema(model, { decay: 0.5, warmup: false });
  train(1);
  ema.update();
  const [own, average] = [bytesOf(tensors), state(ema)];
  const seen = await ema.swapped(async () => {
    expect(() => ema.update()).toThrow('the model holds the average already');
    expect(() => ema.stateDict()).toThrow('swap() back');
    return values(tensors, 'num_batches_tracked').concat(values(tensors, 'running_mean'));
  });
  expect(seen).toEqual([1, 9.5, 19]);
  await expect(ema.swapped(() => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
  expect(bytesOf(tensors)).toBe(own);
  expect(state(ema)).toBe(average);
  expect(tensors.get('weight')!.requiresGrad).toBe(true);
});

test('saved and loaded, it goes on bit for bit', () => {
  using whole = new Ema(model);
  for (let t = 0; t < 3; t++) {
    train(t);
    whole.update();
  }
  const saved = scope(() => new Map([...whole.stateDict()].map(([name, t]) => [name, t.clone()])));
  using resumed = new Ema(model);
  resumed.loadStateDict(saved);
  disposeAll(saved);
  for (let t = 3; t < 6; t++) {
    train(t);
    whole.update();
    resumed.update();
  }
  expect(state(resumed)).toBe(state(whole));
});

test('the average of another model is refused by name', () => {
  using ema = new Ema(model);
  scope(() => {
    const saved = ema.stateDict();
    expect(() => ema.loadStateDict(new Map([...saved].slice(1)))).toThrow('weight is missing');
    expect(() => ema.loadStateDict(new Map(saved).set('head', tensor(1)))).toThrow('this one has no head');
    expect(() => ema.loadStateDict(new Map(saved).set('weight', tensor(1)))).toThrow('weight is [], not [2]');
  });
  expect(() => new Ema(model, { decay: 1.5 })).toThrow('in [0, 1]');
});
