import type { Mask } from '../../../src/metrics/segmentation/mask.ts';
import { lcg } from './cases.ts';

type Box = { low: number[]; size: number[] };

/** The masks of make_segmentation.py. */
export function goldenMasks(i: number): { a: Mask; b: Mask; spacing: number[] } {
  const next = lcg(i * 101 + 7);
  for (let skip = 0; skip < 5; skip++) next();
  const shape = Array.from({ length: 2 + (next() % 2) }, () => 6 + (next() % 14));
  const spacing = shape.map(() => [1, 0.5, 0.7, 2.5][next() % 4]!);
  const boxes = (count: number): Box[] =>
    Array.from({ length: count }, () => ({
      low: shape.map((length) => next() % length),
      size: shape.map(() => 1 + (next() % 6)),
    }));
  const [shared, aOnly, bOnly] = [boxes(next() % 3), boxes(next() % 2), boxes(next() % 2)];
  const shift = shape.map(() => (next() % 3) - 1);
  const still = shape.map(() => 0);
  const [depth, height, width] = shape.length === 3 ? shape : [1, ...shape];
  const mask = (...items: [Box, number[]][]): Mask => {
    const data = new Uint8Array(depth! * height! * width!);
    for (const [{ low, size }, move] of items) {
      const start = low.map((x, axis) => Math.max(0, x + move[axis]!));
      const end = start.map((x, axis) => Math.min(shape[axis]!, x + size[axis]!));
      const [[z0, y0, x0], [z1, y1, x1]] =
        shape.length === 3
          ? [start, end]
          : [
              [0, ...start],
              [1, ...end],
            ];
      for (let z = z0!; z < z1!; z++) {
        for (let y = y0!; y < y1!; y++)
          data.fill(1, (z * height! + y) * width! + x0!, (z * height! + y) * width! + Math.max(x0!, x1!));
      }
    }
    return { shape, data };
  };
  const moved = (items: Box[], move: number[]) => items.map((box): [Box, number[]] => [box, move]);
  return {
    a: mask(...moved([...shared, ...aOnly], still)),
    b: mask(...moved(shared, shift), ...moved(bOnly, still)),
    spacing,
  };
}
