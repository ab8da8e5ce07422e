import { expect, test } from 'vitest';
import { balancedOrder, drawKeys, positiveOrder } from './sampler.ts';

const labels = Int32Array.from({ length: 30 }, (_, i) => (i < 24 ? 0 : i < 28 ? 1 : 2));
const indices = Array.from({ length: 30 }, (_, i) => i);

test('every class as often, rare images in rounds, by seed and epoch', () => {
  const order = balancedOrder(indices, labels, { seed: 1, epoch: 0 });
  expect(order.length).toBe(30);
  for (const c of [0, 1, 2]) expect(order.filter((i) => labels[i] === c).length).toBe(10);
  const times = [24, 25, 26, 27].map((i) => order.filter((x) => x === i).length);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
  expect(balancedOrder(indices, labels, { seed: 1, epoch: 0 })).toEqual(order);
  expect(balancedOrder(indices, labels, { seed: 1, epoch: 1 })).not.toEqual(order);
});

test('a second draw of an image has a key of its own', () => {
  expect(drawKeys([4, 2, 4, 4], 10)).toEqual([4, 2, 14, 24]);
});

test('so many draws have a region as the rate says; of one kind alone all are drawn once', () => {
  const binary = labels.map((label) => Number(label === 2)); // 2 of 30
  const order = positiveOrder(indices, binary, { seed: 1, epoch: 0, rate: 0.8 });
  expect(order.length).toBe(30);
  expect(order.filter((i) => binary[i] === 1).length).toBe(24);
  expect(positiveOrder(indices, binary, { seed: 1, epoch: 0, rate: 0.8 })).toEqual(order);
  expect(positiveOrder(indices, binary, { seed: 1, epoch: 1, rate: 0.8 })).not.toEqual(order);
  const alone = positiveOrder(indices, new Int32Array(30), { seed: 1, epoch: 0, rate: 0.8 });
  expect([...alone].sort((a, b) => a - b)).toEqual(indices);
});
