import { expect, test } from 'vitest';
import { linear, logarithmic, niceTicks } from './scale.ts';

test('a linear scale maps ends to ends, and a constant to the middle', () => {
  const x = linear([0, 10], [100, 200]);
  expect([x(0), x(5), x(10)]).toEqual([100, 150, 200]);
  expect(linear([0.8, 0.8], [0, 100])(0.8)).toBe(50);
  const y = linear([0, 1], [300, 20]); // down the page
  expect(y(1)).toBe(20);
});

test('ticks are round, inside, and without binary dust', () => {
  expect(niceTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(niceTicks(0.71, 0.94)).toEqual([0.75, 0.8, 0.85, 0.9]);
  expect(niceTicks(-0.06, 0.17)).toEqual([-0.05, 0, 0.05, 0.1, 0.15]);
  for (const [from, to] of [
    [0, 3e-7],
    [12, 98_000],
    [-5, -4.9],
  ] as const) {
    const ticks = niceTicks(from, to);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.every((t) => t >= from && t <= to)).toBe(true);
    expect(ticks.every((t) => String(t).length < 12)).toBe(true);
  }
});

test('nice widens the domain to whole ticks', () => {
  expect(linear([0.13, 0.91], [0, 1], { nice: true }).domain).toEqual([0, 1]);
});

test('a logarithmic scale spaces factors alike and refuses 0', () => {
  const x = logarithmic([1, 100], [0, 200]);
  expect(x(10)).toBeCloseTo(100, 10);
  expect(x.ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(logarithmic([1e3, 1e9], [0, 1]).ticks).toEqual([1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
  expect(() => logarithmic([0, 1], [0, 1])).toThrow(RangeError);
});
