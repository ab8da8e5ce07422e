import { expect, test } from 'vitest';
import { worstMedianBest } from './worst-median-best.ts';

const rowsOf = (n: number) => {
  const cases = Array.from({ length: n }, (_, i) => i);
  return worstMedianBest(cases.reverse(), (a, b) => a - b);
};

test.each([3, 4, 5, 8, 11, 40])('of %i cases, none is worst, median or best twice', (n) => {
  const { worst, median, best } = rowsOf(n);
  const all = [...worst, ...median, ...best];
  expect(new Set(all).size).toBe(all.length);
  expect([worst[0], best[0]]).toEqual([0, n - 1]);
  expect(worst.length).toBe(Math.min(4, Math.floor(n / 3)));
});

test('fewer than three cases stand in more than one row, and none in none', () => {
  expect(rowsOf(1)).toEqual({ worst: [0], median: [0], best: [0] });
  expect(rowsOf(0)).toEqual({ worst: [], median: [], best: [] });
});
