import { expect, test } from 'vitest';
import { bandPath, linePath, type Point, stepPath } from './path.ts';

const pointsOf = (d: string): Point[] =>
  [...d.matchAll(/[ML]([\d.-]+),([\d.-]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);

test('a staircase goes across, then up: never slanted, whatever is dropped on the way', () => {
  const d = stepPath([
    [0, 0],
    [1, 0],
    [1, 3],
    [1, 3],
    [2, 3],
    [4, 1],
    [4, 2],
  ]);
  const corners = pointsOf(d);
  corners.slice(1).forEach(([x, y], i) => {
    expect(x === corners[i]![0] || y === corners[i]![1]).toBe(true);
  });
  expect(corners.at(0)).toEqual([0, 0]);
  expect(corners.at(-1)).toEqual([4, 2]);
});

test('stretches lose their middle, turning points stay', () => {
  expect(
    linePath([
      [0, 0],
      [1, 0],
      [2, 0],
      [2, 5],
      [2, 9],
    ]),
  ).toBe('M0,0L2,0L2,9');
  expect(
    linePath([
      [0, 0],
      [0, 5],
      [0, 2],
    ]),
  ).toBe('M0,0L0,5L0,2');
  expect(linePath([[1, 1]])).toBe('M1,1');
  expect(linePath([])).toBe('');
});

test('a band closes over both lines', () => {
  expect(
    bandPath(
      [
        [0, 1],
        [1, 2],
      ],
      [
        [0, 0],
        [1, 0],
      ],
    ),
  ).toBe('M0,1L1,2L1,0L0,0Z');
});
