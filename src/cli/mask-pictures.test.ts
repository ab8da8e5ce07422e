import { expect, test } from 'vitest';
import { worstMedianBest } from './mask-pictures.ts';

const judged = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `${i}`, dice: i / n }));

test.each([3, 8, 11, 40])('of %i cases, none is worst, median or best twice', (n) => {
  const rows = worstMedianBest(judged(n)).map(({ cases }) => cases.map(({ name }) => Number(name)));
  const all = rows.flat();
  expect(new Set(all).size).toBe(all.length);
  expect([rows[0]![0], rows[2]![0]]).toEqual([0, n - 1]);
});
