import { expect, test } from 'vitest';
import { scope, tensor } from '../torch/index.ts';
import { adamw, Optimizer } from './index.ts';

test('a parameter with a scale moves as one trained with a learning rate of that size', () => {
  const run = (learningRate: number, scale: number) =>
    scope(() => {
      const w = tensor([[1, -2]], { requiresGrad: true });
      using optimizer = new Optimizer([['w', w]], adamw({ learningRate: 1, weightDecay: 0.1 }), {
        learningRateScale: () => scale,
      });
      for (let i = 0; i < 3; i++) {
        optimizer.zeroGrad();
        w.mul(w).sum().backward();
        optimizer.step({ learningRate });
      }
      return [...w.toArray()];
    });
  expect(run(0.1, 0.5)).toEqual(run(0.05, 1));
  expect(run(0.1, 0.5)).not.toEqual(run(0.1, 1));
});

test('a scale needs the learning rate of the step', () => {
  scope(() => {
    const w = tensor([[1]], { requiresGrad: true });
    w.sum().backward();
    using optimizer = new Optimizer([['w', w]], adamw({ learningRate: 1 }), { learningRateScale: () => 0.5 });
    expect(() => optimizer.step()).toThrow(/learningRateScale needs/);
  });
});
