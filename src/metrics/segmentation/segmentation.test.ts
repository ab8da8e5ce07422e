import { expect, test } from 'vitest';
import { differences, goldenRows } from '../../../test/golden/golden-rows.ts';
import { lcg } from '../../../test/golden/metrics/cases.ts';
import { lesionScores } from './lesions.ts';
import type { Mask } from './mask.ts';
import { dice, type EmptyMaskPolicy, iou, overlap } from './overlap.ts';
import { averageSurfaceDistance, hausdorff, normalisedSurfaceDistance, surfaceDistances } from './surface-distance.ts';

type Box = { low: number[]; size: number[] };

/** The masks of make_segmentation.py. */
function goldenMasks(i: number): { a: Mask; b: Mask; spacing: number[] } {
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

test('overlap, surface distances and lesion counts agree with SciPy on 1,000 pairs of masks', () => {
  const computed = (i: number) => {
    const { a, b, spacing } = goldenMasks(i);
    const counts = overlap(a, b);
    const distances = surfaceDistances(a, b, { spacing });
    const empty = counts.reference === 0 || counts.predicted === 0;
    const { lesions, found, regions, falseAlarms } = lesionScores(a, b);
    return {
      dice: dice(counts, 'reward'),
      iou: iou(counts, 'reward'),
      hd95: hausdorff(distances).value,
      hd: hausdorff(distances, 100).value,
      assd: averageSurfaceDistance(distances).value,
      nsd: empty ? null : normalisedSurfaceDistance(distances, { tolerance: 1.3, policy: 'reward' }),
      lesions,
      found,
      regions,
      falseAlarms,
    };
  };
  expect(differences(goldenRows('metrics/segmentation.json'), computed)).toEqual([]);
});

test('each policy for empty masks does what its name says', () => {
  const blank: Mask = { shape: [2, 2], data: [0, 0, 0, 0] };
  const dot: Mask = { shape: [2, 2], data: [1, 0, 0, 0] };
  const scores = (policy: EmptyMaskPolicy) =>
    [overlap(blank, blank), overlap(blank, dot), overlap(dot, blank), overlap(dot, dot)].map((x) => dice(x, policy));
  expect(scores('reward')).toEqual([1, 0, 0, 1]);
  expect(scores('punish')).toEqual([0, 0, 0, 1]);
  expect(scores('skip both empty')).toEqual([null, 0, 0, 1]);
  expect(scores('skip empty reference')).toEqual([null, null, 0, 1]);
});

test('an empty mask has no surface distance, and says so; a mask of another size is refused', () => {
  const blank: Mask = { shape: [2, 2], data: [0, 0, 0, 0] };
  const dot: Mask = { shape: [2, 2], data: [1, 0, 0, 0] };
  expect(hausdorff(surfaceDistances(blank, dot))).toEqual({ value: null, reason: expect.stringContaining('empty') });
  expect(averageSurfaceDistance(surfaceDistances(blank, blank)).value).toBeNull();
  expect(lesionScores(blank, blank).f1).toBeNull();
  expect(lesionScores(blank, dot).f1).toBe(0);
  expect(() => overlap(dot, { shape: [1, 4], data: [1, 0, 0, 0] })).toThrow(/1 × 4, the reference 2 × 2/);
});
