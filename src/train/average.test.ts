import { expect, test } from 'vitest';
import { BatchNorm2d } from '../nn/index.ts';
import { randn, scope } from '../torch/index.ts';
import { keptEpochs } from './average.ts';

const of = (scores: number[]) => scores.map((score, epoch) => ({ epoch, score }));
const epochs = (kept: { epoch: number }[]) => kept.map((k) => k.epoch);

test('the last epochs, or those that validate best, whichever came first', () => {
  const all = of([0.3, 0.9, 0.5, 0.9, 0.4]);
  expect(epochs(keptEpochs({ epochs: 2, of: 'last' }, all))).toEqual([3, 4]);
  expect(epochs(keptEpochs({ epochs: 3, of: 'best' }, all))).toEqual([1, 2, 3]);
  expect(epochs(keptEpochs({ epochs: 1, of: 'best' }, all))).toEqual([1]);
  let inTurn: typeof all = [];
  for (const now of all) inTurn = keptEpochs({ epochs: 2, of: 'best' }, [...inTurn, now]);
  expect(epochs(inTurn)).toEqual([1, 3]);
});

test('without a momentum, running statistics are the plain mean over batches', () =>
  scope(() => {
    using norm = new BatchNorm2d({ numFeatures: 2, momentum: null });
    const batches = [randn([4, 2, 3, 3]), randn([4, 2, 3, 3]).mul(3).add(1), randn([4, 2, 3, 3]).sub(2)];
    for (const x of batches) norm.call(x);
    const mean = batches
      .map((x) => x.mean({ dim: [0, 2, 3] }))
      .reduce((a, b) => a.add(b))
      .div(3);
    expect(norm.runningMean.allclose(mean, { atol: 1e-6 })).toBe(true);
    const before = norm.runningMean.toArray();
    norm.eval();
    norm.call(batches[0]!);
    expect(norm.runningMean.toArray()).toEqual(before);
  }));
