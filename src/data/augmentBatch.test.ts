import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { random } from '../stats/random.ts';
import { type AugmentConfig, type AugmentParams, augmentParams, parseAugment } from './index.ts';

const built = existsSync(resolve(import.meta.dirname, '../../build/fovea.node'));

describe.skipIf(!built)('augmentBatch (skipped where the engine is not built)', () => {
  let torch: typeof import('../torch/index.ts');
  let augmentBatch: typeof import('./augmentBatch.ts').augmentBatch;
  let augmentByOperators: typeof import('./augmentBatch.ts').augmentByOperators;
  beforeAll(async () => {
    torch = await import('../torch/index.ts');
    ({ augmentBatch, augmentByOperators } = await import('./augmentBatch.ts'));
  });

  const still: AugmentParams = { theta: [1, 0, 0, 0, 1, 0], brightness: 0, contrast: 1, tones: [], erased: null };
  /** One 4×4 image through one set of parameters. */
  function apply(
    pixels: number[],
    change: Partial<AugmentParams>,
    padding: AugmentConfig['padding'] = 'zeros',
  ): number[] {
    using x = torch.tensor(Float32Array.from(pixels), { shape: [1, 1, 4, 4] });
    using y = augmentBatch(x, [{ ...still, ...change }], { padding });
    return [...y.toFloat32()].map((v) => Math.round(v * 1e4) / 1e4);
  }
  // biome-ignore format: a picture
  const picture = [
    0.1, 0.2, 0.3, 0.4,
    0.5, 0.6, 0.7, 0.8,
    0.9, 1.0, 0.9, 0.8,
    0.7, 0.6, 0.5, 0.4,
  ];

  test('the identity leaves the image', () => expect(apply(picture, {})).toEqual(picture));

  test('a negative x flips left and right', () => {
    const rows = [0, 4, 8, 12].flatMap((at) => picture.slice(at, at + 4).reverse());
    expect(apply(picture, { theta: [-1, 0, 0, 0, 1, 0] })).toEqual(rows);
  });

  test('a shift brings in what the padding says', () => {
    const right = [0.5, 0.1, 0.2, 0.3]; // one pixel of four is half a unit of −1 … 1
    const firstRow = (padding: AugmentConfig['padding']) =>
      apply(picture, { theta: [1, 0, -0.5, 0, 1, 0] }, padding).slice(0, 4);
    expect(firstRow('zeros')).toEqual([0, ...right.slice(1)]);
    expect(firstRow('border')).toEqual([0.1, ...right.slice(1)]);
    expect(apply(picture, { theta: [1, 0, -1, 0, 1, 0] }, 'reflection').slice(0, 4)).toEqual([0.2, 0.1, 0.1, 0.2]);
  });

  test('a positive rotation in the parameters turns the picture clockwise', () => {
    const quarter = apply(picture, { theta: [0, 1, 0, -1, 0, 0] });
    const turned = Array.from({ length: 16 }, (_, i) => picture[(3 - (i % 4)) * 4 + Math.floor(i / 4)]);
    expect(quarter).toEqual(turned);
  });

  test('contrast is about the mean of the image, brightness is added, and both stay within 0 and 1', () => {
    const mean = picture.reduce((a, b) => a + b) / 16;
    const expected = picture.map((v) => expect.closeTo(Math.min(1, Math.max(0, (v - mean) * 1.5 + mean + 0.1)), 3));
    expect(apply(picture, { contrast: 1.5, brightness: 0.1 })).toEqual(expected);
  });

  test('an image becomes the same, bit for bit, in any batch', () => {
    const config = parseAugment({ cropArea: [0.5, 1] });
    const [n, size] = [6, 33];
    const rng = random(1);
    const pixels = Float32Array.from({ length: n * size * size }, rng.next);
    const params = Array.from({ length: n }, (_, i) => augmentParams(config, 1, 0, i));
    const part = (from: number, to: number) => {
      const data = pixels.slice(from * size * size, to * size * size);
      using x = torch.tensor(data, { shape: [to - from, 1, size, size] });
      using y = augmentBatch(x, params.slice(from, to), config);
      return [...y.toFloat32()];
    };
    expect([...part(0, 1), ...part(1, 3), ...part(3, 6)]).toEqual(part(0, 6));
  });

  test.each(['zeros', 'border', 'reflection'] as const)(
    'the fused operator does as libtorch does, %s outside',
    (padding) => {
      const [n, channels, size] = [8, 3, 37];
      const rng = random(2);
      const wild = parseAugment({ rotate: 180, shift: 0.5, scale: [0.3, 2], cropArea: [0.3, 1], brightness: 0.3 });
      const params = Array.from({ length: n }, (_, i) => augmentParams(wild, 1, 0, i));
      params[0] = { ...still, theta: [9, 0, 3, 0, 9, -5] }; // nearly all lies far outside
      const data = Float32Array.from({ length: n * channels * size * size }, rng.next);
      const apart = torch.scope(() => {
        const x = torch.tensor(data, { shape: [n, channels, size, size] });
        return augmentBatch(x, params, { padding })
          .sub(augmentByOperators(x, params, padding))
          .abs()
          .max()
          .item();
      });
      expect(apart).toBeLessThan(5e-5); // places are f32, and neighbours up to 1 apart
    },
  );

  test('only the result is left, and wrong shapes are refused', () => {
    const before = torch.memory().tensors;
    {
      using x = torch.tensor(new Float32Array(32), { shape: [2, 1, 4, 4] });
      using _y = augmentBatch(x, [still, still], { padding: 'zeros' });
      expect(torch.memory().tensors).toBe(before + 2);
      expect(() => augmentBatch(x, [still], { padding: 'zeros' })).toThrow('1 params for Tensor f32[2, 1, 4, 4]');
      using wide = torch.tensor(new Float32Array(32), { shape: [1, 1, 4, 8] });
      expect(() => torch.callByName('fovea::augment', '', [x, x, 0])).toThrow('params must be [N, 8]');
      expect(() => augmentBatch(wide, [still], { padding: 'zeros' })).toThrow('takes [N, C, H, H]');
    }
    expect(torch.memory().tensors).toBe(before);
  });
});
