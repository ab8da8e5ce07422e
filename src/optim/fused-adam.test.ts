import { expect, test } from 'vitest';
import { type DType, manualSeed, randn, scope, type Tensor } from '../torch/index.ts';
import { scaleByAdam } from './adam.ts';
import { addDecayedWeights } from './decay.ts';
import { scaleByLearningRate } from './learning-rate.ts';
import { Optimizer } from './optimizer.ts';
import { adam, adamw } from './ready.ts';
import { chain } from './transform.ts';

const LEARNING_RATE = 0.01;
const WEIGHT_DECAY = 0.1;
const decay = addDecayedWeights({ weightDecay: WEIGHT_DECAY });
const rate = scaleByLearningRate(LEARNING_RATE);

/** Each fused optimiser and the passes that it stands for. */
const PAIRS = {
  adam: [adam({ learningRate: LEARNING_RATE, weightDecay: WEIGHT_DECAY }), chain(decay, scaleByAdam(), rate)],
  adamw: [adamw({ learningRate: LEARNING_RATE, weightDecay: WEIGHT_DECAY }), chain(scaleByAdam(), decay, rate)],
} as const;

const tolerance = { f32: 2e-6, f64: 1e-14 } as Record<DType, number>;

for (const [name, [fused, plain]] of Object.entries(PAIRS)) {
  for (const dtype of ['f32', 'f64'] as const) {
    test(`${name} in one pass equals its passes, ${dtype}, whatever the order in memory`, () => {
      scope(() => {
        const [a, b] = [makeParameters(dtype), makeParameters(dtype)];
        using one = new Optimizer(a, fused);
        using many = new Optimizer(b, plain);
        for (let step = 0; step < 4; step++) {
          manualSeed(step);
          for (const [path, parameter] of a) {
            // contiguous, so for the channels-last parameter in another order
            parameter.grad = randn([...parameter.shape], { dtype }).mul(3);
            b.get(path)!.grad = parameter.grad.clone();
          }
          for (const optimizer of [one, many]) optimizer.step({ gradientScale: 0.7 });
        }
        for (const [path, parameter] of a) {
          expect(parameter.sub(b.get(path)!).abs().max().item(), path).toBeLessThan(tolerance[dtype]);
        }
      });
    });
  }
}

test('a parameter with gaps in memory is updated too, by the plain passes', () => {
  scope(() => {
    const whole = randn([8, 6]);
    const part = whole.narrow(1, 0, 3);
    part.grad = part.randnLike();
    const before = whole.clone();
    using optimizer = new Optimizer(new Map([['w', part]]), PAIRS.adamw[0]);
    optimizer.step();
    const change = whole.sub(before).abs();
    expect(change.narrow(1, 0, 3).min().item()).toBeGreaterThan(LEARNING_RATE / 2);
    expect(change.narrow(1, 3, 3).max().item()).toBe(0);
  });
});

function makeParameters(dtype: DType): Map<string, Tensor> {
  manualSeed(7);
  const kernel = randn([16, 8, 3, 3], { dtype }).contiguous({ memoryFormat: 'channelsLast' });
  return new Map([
    ['conv.weight', kernel],
    ['conv.bias', randn([16], { dtype })],
    ['head.weight', randn([300, 301], { dtype })], // several stretches and a rest
  ]);
}
