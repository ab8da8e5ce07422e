import { expect, test } from 'vitest';
import { random } from './random.ts';

test('a stream depends on its keys alone', () => {
  const draws = (...keys: (number | string)[]) => Array.from({ length: 4 }, random(...keys).next);
  expect(draws(1, 'augment', 2)).toEqual(draws(1, 'augment', 2));
  expect(draws(1, 'augment', 2)).not.toEqual(draws(1, 'augment', 3));
  expect(draws(1, 12)).not.toEqual(draws(11, 2));
});

test('uniform and normal draws have the moments they should', () => {
  const rng = random(7);
  const n = 40_000;
  const mean = (xs: number[]) => xs.reduce((s, x) => s + x, 0) / xs.length;
  const uniform = Array.from({ length: n }, rng.next);
  const normal = Array.from({ length: n }, () => rng.normal());
  expect(mean(uniform)).toBeCloseTo(0.5, 2);
  expect(mean(uniform.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
  expect(Math.abs(mean(normal))).toBeLessThan(0.02);
  expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
});

test('shuffle is a permutation and leaves its input alone', () => {
  const items = [0, 1, 2, 3, 4, 5, 6, 7];
  const shuffled = random(3).shuffle(items);
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort()).toEqual(items);
});
