import { describe, expect, test } from 'vitest';
import { crossEntropy } from '../nn/index.ts';
import { scope, tensor } from '../torch/index.ts';
import { drawMix, mixImages, mixTargets } from './mix.ts';

const at = { seed: 1, epoch: 2, batch: 3, count: 8, side: 10 };

describe('drawMix', () => {
  test('depends on seed, epoch and batch alone', () => {
    const config = { mixup: 0.4, cutmix: 1 };
    expect(drawMix(config, at)).toEqual(drawMix(config, { ...at }));
    for (const other of [{ seed: 2 }, { epoch: 3 }, { batch: 4 }])
      expect(drawMix(config, { ...at, ...other })).not.toEqual(drawMix(config, at));
    expect(drawMix({ mixup: 0, cutmix: 0 }, at)).toBeNull();
  });

  test('partners are a permutation; both kinds come up; a box holds what is left of the share', () => {
    const mixes = Array.from({ length: 200 }, (_, batch) => drawMix({ mixup: 1, cutmix: 1 }, { ...at, batch })!);
    const pasted = mixes.filter((m) => m.box !== null);
    expect(pasted.length).toBeGreaterThan(70);
    expect(pasted.length).toBeLessThan(130);
    for (const { partner, share, box } of mixes) {
      expect([...partner].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      if (box) expect(share).toBeCloseTo(1 - (box.width * box.height) / 100, 12);
    }
  });

  test.each([
    [0.2, 1 / (4 * 1.4)],
    [2, 1 / (4 * 5)],
  ])('shares are Beta(%d, %d): mean ½, variance 1 ÷ 4(2α + 1)', (mixup, variance) => {
    const shares = Array.from({ length: 4000 }, (_, batch) => drawMix({ mixup, cutmix: 0 }, { ...at, batch })!.share);
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
    expect(shares.reduce((s, x) => s + (x - mean) ** 2, 0) / shares.length / variance).toBeCloseTo(1, 0);
  });
});

test('blends or pastes the partner, and the targets follow', () => {
  const mixed = (mix: Parameters<typeof mixImages>[1]) =>
    scope(() => mixImages(tensor([[[[0, 0], [0, 0]]], [[[1, 2], [3, 4]]]]), mix).toArray()); // biome-ignore format: images
  expect([...mixed({ partner: [1, 0], share: 0.75, box: null })]).toEqual([0.25, 0.5, 0.75, 1, 0.75, 1.5, 2.25, 3]);
  const box = { top: 1, left: 0, height: 1, width: 1 };
  expect([...mixed({ partner: [1, 0], share: 0.75, box })]).toEqual([0, 0, 3, 0, 1, 2, 0, 4]);
  const targets = mixTargets([2, 0], { partner: [1, 0], share: 0.75, box: null }, 3);
  expect([...targets]).toEqual([0.25, 0, 0.75, 0.75, 0, 0.25]);
  expect([...mixTargets([1, 1], { partner: [1, 0], share: 0.75, box: null }, 3)]).toEqual([0, 1, 0, 0, 1, 0]);
});

test('cross-entropy with mixed targets is the mixture of the cross-entropies, smoothing included', () => {
  const value = scope(() => {
    const logits = tensor([[2, -1, 0.5]]);
    const of = (label: number) =>
      crossEntropy(logits, tensor([label], { dtype: 'i64' }), { labelSmoothing: 0.1 }).item();
    const soft = crossEntropy(logits, tensor([[0.3, 0, 0.7]]), { labelSmoothing: 0.1 }).item();
    return soft - (0.3 * of(0) + 0.7 * of(2));
  });
  expect(Math.abs(value)).toBeLessThan(1e-6);
});
