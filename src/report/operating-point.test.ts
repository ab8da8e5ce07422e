import { expect, test } from 'vitest';
import { operatingPoint } from './operating-point.ts';

const c = { tp: 40, fn: 10, tn: 80, fp: 20 };

test('at the test set’s own prevalence predictive values are shares with Wilson intervals', () => {
  const { sensitivity, ppv } = operatingPoint(c, null);
  expect(sensitivity).toMatchObject({ value: 0.8, low: expect.closeTo(0.6696, 4), high: expect.closeTo(0.8876, 4) });
  expect(ppv).toMatchObject({ value: 40 / 60, low: expect.closeTo(0.5406, 4), high: expect.closeTo(0.7727, 4) });
});

test('at another prevalence they follow Bayes, with the value inside its interval', () => {
  const { ppv, npv } = operatingPoint(c, 0.1);
  expect(ppv.value).toBeCloseTo(0.08 / (0.08 + 0.18), 12);
  expect(npv.value).toBeCloseTo(0.72 / (0.72 + 0.02), 12);
  for (const { value, low, high } of [ppv, npv]) {
    expect(low).toBeLessThan(value!);
    expect(high).toBeGreaterThan(value!);
  }
});

test('a count of 0 still has an interval', () => {
  const none = operatingPoint({ tp: 30, fn: 20, tn: 100, fp: 0 }, 0.1);
  expect(none.ppv).toMatchObject({ value: 1, high: 1 });
  expect(none.ppv.low).toBeGreaterThan(0.3);
  expect(none.ppv.low).toBeLessThan(1);
  const missed = operatingPoint({ tp: 0, fn: 50, tn: 90, fp: 10 }, 0.1);
  expect(missed.ppv).toMatchObject({ value: 0, low: 0 });
  expect(operatingPoint({ tp: 0, fn: 0, tn: 5, fp: 5 }, 0.1).ppv).toEqual({ value: null, low: null, high: null });
});
