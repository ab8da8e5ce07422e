import fc from 'fast-check';
import { expect, test } from 'vitest';
import { descendingOrder } from './order.ts';

test('sorts any doubles from high to low, ties in their order', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, 0.5, -1), fc.float({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), (values) => {
      const expected = values
        .map((_, i) => i)
        .sort((a, b) => (values[b]! > values[a]! ? 1 : values[b]! < values[a]! ? -1 : a - b));
      expect([...descendingOrder(Float64Array.from(values))]).toEqual(expected);
    }),
  );
});

test('separates doubles that differ in their last bit', () => {
  const values = Float64Array.of(1, 1 + Number.EPSILON, 1 - Number.EPSILON / 2, -1, -1 - Number.EPSILON);
  expect([...descendingOrder(values)]).toEqual([1, 0, 2, 3, 4]);
});
