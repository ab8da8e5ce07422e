import { expect, test } from 'vitest';
import { rand, scope } from '../../torch/index.ts';
import { cutWindow, drawWindow } from './crop.ts';
import { gaussianWeights, slidingWindow, windowStarts } from './windows.ts';

test('windows lie in even steps from edge to edge', () => {
  expect(windowStarts(100, 128, 0.5)).toEqual([0]);
  expect(windowStarts(128, 128, 0.5)).toEqual([0]);
  expect(windowStarts(512, 256, 0.5)).toEqual([0, 128, 256]);
  expect(windowStarts(300, 128, 0.5)).toEqual([0, 57, 115, 172]);
});

test("weights are MONAI's importance map", () => {
  const side = 32;
  const map = gaussianWeights(side);
  const sigma = side / 8;
  expect(map[15 * side + 16]).toBeCloseTo(Math.exp(-(2 * 0.25) / (2 * sigma ** 2)), 6);
  expect(map[0]).toBeCloseTo(1e-3, 9);
  expect(map[16 * side + 20]).toBeCloseTo(map[20 * side + 16]!, 9);
});

test('what a model says of each pixel alone comes back as it is, whatever the windows', () =>
  scope(() => {
    const images = rand([2, 1, 50, 50]);
    const seen: number[][] = [];
    const out = slidingWindow(images, { window: 24, overlap: 0.5 }, (x) => {
      seen.push(x.shape as number[]);
      return x.mul(3);
    });
    expect(new Set(seen.map(String))).toEqual(new Set(['2,1,24,24']));
    expect(seen).toHaveLength(16);
    expect(out.allclose(images.mul(3), { atol: 1e-5 })).toBe(true);
    const whole = slidingWindow(images, { window: 64, overlap: 0.5 }, (x) => x);
    expect(whole).toBe(images);
  }));

test('windows are drawn around a region, inside the image, of the seed, epoch and draw alone', () => {
  const size = 40;
  const mask = new Uint8Array(size * size);
  mask[3 * size + 38] = 2; // a speck in a corner
  const options = { size, window: 16, margin: 2, onRegion: 1, overlapping: false };
  for (let key = 0; key < 20; key++) {
    const { top, left } = drawWindow(mask, [1, 0, key], options);
    expect([top, left]).toEqual([0, 24]);
  }
  const free = { ...options, onRegion: 0 };
  const corners = Array.from({ length: 50 }, (_, key) => drawWindow(mask, [1, 0, key], free));
  expect(corners).toEqual(Array.from({ length: 50 }, (_, key) => drawWindow(mask, [1, 0, key], free)));
  expect(new Set(corners.map((c) => c.top)).size).toBeGreaterThan(10);
  expect(Math.max(...corners.map((c) => c.left))).toBeLessThanOrEqual(24);
});

test('a rare region is drawn as often as a large one that overlaps it', () => {
  const size = 32;
  const mask = new Uint8Array(size * size).fill(0b01);
  mask[size * size - 1] = 0b11;
  const options = { size, window: 8, margin: 0, onRegion: 1, overlapping: true };
  const draws = Array.from({ length: 200 }, (_, key) => drawWindow(mask, [0, 0, key], options));
  const inCorner = draws.filter(({ top, left }) => top === 24 && left === 24).length;
  expect(inCorner).toBeGreaterThan(80);
});

test('a window brings its margin, and nothing lies beyond the edge', () => {
  const planes = Uint8Array.from({ length: 32 }, (_, i) => i + 1); // two planes of 4 × 4
  const options = { size: 4, window: 2, margin: 1, onRegion: 0, overlapping: false };
  const cut = cutWindow(planes, { top: 0, left: 2 }, options);
  expect([...cut.subarray(0, 16)]).toEqual([0, 0, 0, 0, 2, 3, 4, 0, 6, 7, 8, 0, 10, 11, 12, 0]);
  expect(cut[16 + 5]).toBe(19);
});
