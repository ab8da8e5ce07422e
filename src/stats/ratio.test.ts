import { expect, test } from 'vitest';
import { meanInterval } from './mean.ts';
import { ratioInterval } from './ratio.ts';

test('a ratio of sums has the interval of the mean clustered by the same units', () => {
  const values = [1, 4, 2, 8, 5, 7, 3];
  const clusters = ['a', 'a', 'b', 'c', 'c', 'c', 'd'];
  const { value, low, high } = meanInterval(values, { clusters });
  const ratio = ratioInterval([5, 2, 20, 3], [2, 1, 3, 1]);
  expect([ratio.value, ratio.low, ratio.high]).toEqual([value, low, high].map((x) => expect.closeTo(x!, 12)));
});

test('without units or without spread the reason is said', () => {
  expect(ratioInterval([], [])).toMatchObject({ value: null, reason: 'nothing to divide by' });
  expect(ratioInterval([3], [2])).toMatchObject({ value: 1.5, low: null, reason: 'one unit has no spread' });
  expect(() => ratioInterval([1], [])).toThrow('1 numerators for 0 denominators');
});
