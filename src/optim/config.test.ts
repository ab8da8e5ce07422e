import { expect, test } from 'vitest';
import { scope, tensor } from '../torch/index.ts';
import { createOptimizer, optimizerConfig } from './config.ts';

test('a config is filled with defaults, and each name steps', () => {
  expect(optimizerConfig.parse({ name: 'adamw', learningRate: 3e-4 })).toEqual({
    name: 'adamw',
    learningRate: 3e-4,
    decay: 'weights',
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0.01,
  });
  for (const name of ['sgd', 'adam', 'adamw'] as const) {
    scope(() => {
      const p = tensor([1, 2], { requiresGrad: true });
      p.sum().backward();
      using optimizer = createOptimizer([['p', p]], { name, learningRate: 0.5, weightDecay: 0.1, decay: 'all' });
      optimizer.step();
      expect(p.toArray()[0]).toBeLessThan(0.6);
    });
  }
});

test('unknown keys and impossible values are refused', () => {
  expect(() => optimizerConfig.parse({ name: 'adam', learningRate: 1, momentum: 0.9 })).toThrow(
    /unrecognized.*momentum/is,
  );
  expect(() => optimizerConfig.parse({ name: 'adam', learningRate: 0 })).toThrow();
  expect(() => optimizerConfig.parse({ name: 'rmsprop', learningRate: 1 })).toThrow();
});
