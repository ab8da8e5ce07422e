import { expect, test } from 'vitest';
import { balancedOrder, drawKeys } from './sampler.ts';

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
