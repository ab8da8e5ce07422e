import { expect, test } from 'vitest';
import { enlarge, extremes, mosaic, overlayHeat, peakOf, stretched, viridis } from './index.ts';

const heat = { rows: 2, columns: 2, values: [0, 1, 2, 3] };

test('a map is enlarged between the centres of its cells, and goes on to the edges as it is', () => {
  expect([...enlarge(heat, 2, 2)]).toEqual([0, 1, 2, 3]);
  const large = enlarge(heat, 4, 4);
  expect([...large.subarray(0, 4)]).toEqual([0, 0.25, 0.75, 1]);
  expect([large[0], large[4], large[8], large[12]]).toEqual([0, 0.5, 1.5, 2]);
});

test('stretching, extremes and the peak', () => {
  expect(Array.from(stretched(heat).values)).toEqual([0, 1 / 3, 2 / 3, 1]);
  expect(Array.from(stretched({ ...heat, values: [2, 2, 2, 2] }).values)).toEqual([0, 0, 0, 0]);
  expect(extremes([3, -1, 2])).toEqual([-1, 3]);
  expect(peakOf(heat, 100, 300)).toEqual({ x: 225, y: 75 });
});

test('an overlay leaves the image where it is cold, and is yellow where it is hot', () => {
  const image = { width: 4, height: 4, channels: 1, data: new Uint8Array(16).fill(100) } as const;
  const { data, channels } = overlayHeat(image, heat);
  expect(channels).toBe(3);
  expect([...data.subarray(0, 3)]).toEqual([100, 100, 100]);
  const hot = [...data.subarray(-3)];
  expect(hot).toEqual([253, 231, 37].map((c) => Math.round(100 + 0.7 * (c - 100))));
  const blank = overlayHeat(image, { ...heat, values: [5, 5, 5, 5] });
  expect(new Set(blank.data)).toEqual(new Set([100]));
});

test('viridis runs from dark violet to yellow, ever lighter, so that it is read without colour', () => {
  expect(viridis(0)).toEqual([68, 1, 84]);
  expect(viridis(1)).toEqual([253, 231, 37]);
  const light = Array.from({ length: 101 }, (_, i) => viridis(i / 100)).map(
    ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b,
  );
  expect(light.every((v, i) => i === 0 || v > light[i - 1]!)).toBe(true);
});

test('a mosaic sets maps side by side', () => {
  const { width, height, data } = mosaic([[heat, heat]], { domain: [0, 3], scale: 2 });
  expect([width, height]).toEqual([10, 4]);
  expect([...data.subarray(0, 3)]).toEqual([68, 1, 84]);
  expect([...data.subarray(12, 15)]).toEqual([127, 127, 127]); // between them
  expect([...data.subarray(-3)]).toEqual([253, 231, 37]);
});
