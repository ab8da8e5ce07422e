import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { random } from '../../stats/random.ts';
import {
  CORRUPTION_NAMES,
  CORRUPTIONS,
  type Corruption,
  type CorruptionName,
  corruptImage,
  type Image,
  lowerResolution,
  SEVERITIES,
  SEVERITY_TABLES,
  shiftImage,
} from '../index.ts';

interface Golden {
  width: number;
  height: number;
  grey: number[];
  colour: number[];
  cases: { name: CorruptionName; channels: 1 | 3; level: number; data: number[] }[];
}
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../test/golden/image/corrupt.json'), 'utf8'),
) as Golden;
const { width, height } = golden;
const grey: Image = { width, height, channels: 1, data: Uint8Array.from(golden.grey) };
const colour: Image = { width, height, channels: 3, data: Uint8Array.from(golden.colour) };

const flat = (value: number, side: number): Image => ({
  ...{ width: side, height: side, channels: 1 },
  data: new Uint8Array(side * side).fill(value),
});
const difference = (a: Image, b: Image) => a.data.map((v, i) => Math.abs(v - b.data[i]!));
const squaredError = (a: Image, b: Image) => difference(a, b).reduce((sum, d) => sum + d * d, 0) / a.data.length;
/** A disc on a ramp, with a fine texture. */
function scene(side: number): Image {
  const rng = random('scene');
  const data = Uint8Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)];
    return 60 + (80 * x) / side + rng.uniform(0, 25) + (Math.hypot(x - side / 2, y - side / 2) < side / 4 ? 40 : 0);
  });
  return { width: side, height: side, channels: 1, data };
}

test.each(golden.cases)('$name at $level, $channels channels, is what PIL and torchvision make of it', async (one) => {
  const image = one.channels === 1 ? grey : colour;
  const corruption: Corruption = CORRUPTIONS[one.name];
  const made = await corruption.apply(image, one.level, random(0));
  const apart = difference(made, { ...image, data: Uint8Array.from(one.data) });
  const most =
    one.name === 'jpeg_compression'
      ? one.channels === 1
        ? 1
        : 60
      : one.name === 'gaussian_blur' || one.name === 'pixelate'
        ? 1
        : 0;
  expect(Math.max(...apart)).toBeLessThanOrEqual(most);
  const mean = apart.reduce((a, b) => a + b, 0) / apart.length;
  // colour JPEG: decoders differ in how they enlarge the halved colour planes; few boxes: one tie is rounded for many pixels
  expect(mean).toBeLessThan(most === 60 ? 3 : one.name === 'pixelate' ? 1 : 0.05);
});

describe.each(SEVERITY_TABLES)('every corruption, severities of %s', (table) => {
  test.each(CORRUPTION_NAMES)(
    '%s: seeded, leaves its input alone, and does more damage the worse it is',
    async (name) => {
      const image = scene(64);
      const before = image.data.slice();
      const made = await Promise.all(
        SEVERITIES.map((severity) => corruptImage(image, { name, severity, table, seed: 3, index: 7 })),
      );
      const again = await corruptImage(image, { name, severity: 5, table, seed: 3, index: 7 });
      expect(again.data).toEqual(made[4]!.data);
      expect(image.data).toEqual(before);
      expect(made.every((m) => m.data.length === before.length)).toBe(true);
      const damage = made.map((m) => squaredError(m, image));
      expect(damage[0]).toBeGreaterThan(0);
      expect(damage).toEqual([...damage].sort((a, b) => a - b));
    },
  );
});

test('noise differs between images and seeds, and not with the order of drawing', async () => {
  const make = (seed: number, index: number) =>
    corruptImage(flat(128, 16), { name: 'gaussian_noise', severity: 3, seed, index });
  const [a, b, c] = await Promise.all([make(0, 0), make(0, 1), make(1, 0)]);
  expect(a.data).not.toEqual(b.data);
  expect(a.data).not.toEqual(c.data);
  expect((await make(0, 1)).data).toEqual(b.data);
});

/** Mean and variance that the noise must have on flat grey 100 (theory; fractions are cut off: half a level, 1/12 of variance). */
test.each([
  ['gaussian_noise', 1, 100, (0.04 * 255) ** 2],
  ['speckle_noise', 2, 100, (0.15 * 100) ** 2],
  ['shot_noise', 1, 100, (100 * 255) / 60],
] as const)('%s has the mean and variance of its law', async (name, severity, mean, variance) => {
  const { data } = await corruptImage(flat(100, 256), { name, severity, seed: 0, index: 0 });
  const got = data.reduce((a, b) => a + b, 0) / data.length;
  const spread = data.reduce((a, b) => a + (b - got) ** 2, 0) / data.length;
  expect(got + 0.5).toBeGreaterThan(mean - 0.35);
  expect(got).toBeLessThan(mean + 0.35);
  expect(spread / variance).toBeGreaterThan(0.97);
  expect(spread / variance).toBeLessThan(1.03);
});

test('impulse noise hits its share of the samples, half white and half black', async () => {
  const { data } = await corruptImage(flat(100, 256), { name: 'impulse_noise', severity: 5, seed: 0, index: 0 });
  const share = (v: number) => data.filter((x) => x === v).length / data.length;
  expect(share(0) + share(255)).toBeCloseTo(0.17, 2);
  expect(share(0)).toBeCloseTo(0.085, 2);
});

test('larger images are blurred and pixelated as much of the anatomy', async () => {
  for (const name of ['gaussian_blur', 'pixelate'] as const) {
    const at = async (side: number) => {
      const image = {
        ...flat(0, side),
        data: Uint8Array.from({ length: side * side }, (_, i) => (i % side < side / 2 ? 0 : 200)),
      };
      const made = await corruptImage(image, { name, severity: 4, seed: 0, index: 0 });
      return squaredError(made, image);
    };
    const [small, large] = [await at(224), await at(672)];
    if (name === 'gaussian_blur') expect(Math.abs(large / small - 1)).toBeLessThan(0.1);
    else expect(Math.abs(large / small - 1)).toBeLessThan(0.15);
  }
});

test('lower resolution loses detail; a shift moves pixels and repeats the edge', () => {
  const image = scene(32);
  const [half, quarter] = [0.5, 0.25].map((share) => squaredError(lowerResolution(image, share), image));
  expect(half).toBeGreaterThan(0);
  expect(quarter).toBeGreaterThan(half!);
  const small: Image = { width: 2, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4) };
  expect([...shiftImage(small, { x: 1, y: 0 }).data]).toEqual([1, 1, 3, 3]);
  expect([...shiftImage(small, { x: 0, y: -1 }).data]).toEqual([3, 4, 3, 4]);
});

test('an unknown severity or name is refused', async () => {
  await expect(corruptImage(grey, { name: 'pixelate', severity: 6, seed: 0, index: 0 })).rejects.toThrow('severity 6');
});
