import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memory, tensor } from '../torch/index.ts';
import { AugmentConfig, augmentParams, NO_AUGMENT } from './augment.ts';
import { compose, randAugmentParams, TONES, type Tone } from './randAugment.ts';
import { toneBatch } from './toneBatch.ts';

interface Golden {
  shape: number[];
  image: number[];
  cases: Record<Tone['name'], { amount: number; result: number[] }[]>;
}
const path = join(import.meta.dirname, '../../test/golden/augment/tones.json');
const golden: Golden = JSON.parse(readFileSync(path, 'utf8'));

describe('values, against torchvision on 8 bits', () => {
  test.each(TONES)('%s', (name) => {
    for (const { amount, result } of golden.cases[name]) {
      // beside an untouched image, which must stay as it is
      using images = tensor(
        Float32Array.from([...golden.image, ...golden.image], (v) => v / 255),
        {
          shape: [2, ...golden.shape],
        },
      );
      using changed = toneBatch(images, [[], [{ name, amount }]]);
      const levels = Array.from(changed.toArray(), (v) => v * 255);
      const [still, own] = [levels.slice(0, result.length), levels.slice(result.length)];
      still.forEach((v, i) => {
        expect(Math.abs(v - golden.image[i]!)).toBeLessThan(1e-3);
      });
      // torchvision rounds intermediate steps down
      const worst = Math.max(...own.map((v, i) => Math.abs(v - result[i]!)));
      expect(worst).toBeLessThan(name === 'contrast' || name === 'colour' || name === 'sharpness' ? 2.01 : 1.01);
    }
  });

  test('operations go one after the other', () => {
    using images = tensor([[[[0.2, 0.4]]]]);
    using both = toneBatch(images, [[{ name: 'solarize', amount: 0.3 }, { name: 'brightness', amount: 1.5 }]]); // biome-ignore format: one line
    expect(Array.from(both.toArray(), (v) => Number(v.toFixed(4)))).toEqual([0.3, 0.9]);
    expect(memory().tensors).toBeGreaterThan(0);
  });
});

describe('what is drawn', () => {
  test('is a function of seed, epoch and index, and none where it is off', () => {
    const config = { ops: 3, magnitude: 7 };
    expect(randAugmentParams(config, 1, 2, 3)).toEqual(randAugmentParams(config, 1, 2, 3));
    expect(randAugmentParams(config, 1, 2, 3)).not.toEqual(randAugmentParams(config, 1, 2, 4));
    expect(randAugmentParams(null, 1, 2, 3)).toEqual({ warp: null, tones: [] });
  });

  test('affine maps compose inner first', () => {
    const at = ([a, b, c, d, e, f]: readonly number[], [x, y]: readonly number[]) => [a! * x! + b! * y! + c!, d! * x! + e! * y! + f!]; // biome-ignore format: a matrix
    const [outer, inner] = [[2, 0, 1, 0, 3, -1], [0, 1, 0.5, -1, 0, 0]] as const; // biome-ignore format: matrices
    expect(at(compose(outer, inner), [0.3, 0.7])).toEqual(
      at(outer, at(inner, [0.3, 0.7])).map((v) => expect.closeTo(v, 12)),
    );
  });

  test('cropPad shifts by whole pixels, all of them as often', () => {
    const config = AugmentConfig.parse({ ...NO_AUGMENT, cropPad: 2 });
    const shifts = Array.from({ length: 500 }, (_, i) => augmentParams(config, 1, 0, i, 28).theta[2] * 14);
    expect([...new Set(shifts.map((s) => Math.round(s) + 0))].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    for (const s of shifts) expect(Math.abs(s - Math.round(s))).toBeLessThan(1e-9);
  });

  test('alternating flips: each image in every second epoch', () => {
    const config = AugmentConfig.parse({ ...NO_AUGMENT, alternateFlip: true });
    const flipped = (epoch: number) =>
      Array.from({ length: 100 }, (_, i) => augmentParams(config, 5, epoch, i).theta[0] < 0);
    expect(flipped(1)).toEqual(flipped(0).map((f) => !f));
    expect(flipped(2)).toEqual(flipped(0));
    expect(flipped(0).filter(Boolean).length).toBeGreaterThan(30);
    expect(flipped(0).filter(Boolean).length).toBeLessThan(70);
  });

  test('erased boxes lie inside and have about the area asked for', () => {
    const config = AugmentConfig.parse({ ...NO_AUGMENT, erase: 1, eraseArea: [0.1, 0.1] });
    for (let i = 0; i < 100; i++) {
      const [top, left, height, width] = augmentParams(config, 5, 0, i).erased!;
      expect(height * width).toBeCloseTo(0.1, 9);
      for (const end of [top + height, left + width]) expect(end).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});
