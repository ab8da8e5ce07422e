import { expect, test } from 'vitest';
import { scope, tensor } from '../torch/index.ts';
import {
  deepSupervision,
  deepSupervisionWeights,
  segmentationLoss,
  softDiceLoss,
  tverskyLoss,
} from './segmentationLosses.ts';

const shape = [1, 1, 2, 2];
const NONE = { crossEntropy: 0, dice: 0, tversky: 0, focal: 0 };

test('soft Dice and Tversky by hand', () =>
  scope(() => {
    const p = tensor([0.9, 0.2, 0.4, 0.1], { shape });
    const y = tensor([1, 0, 1, 0], { shape });
    const [hit, falsely, missed] = [1.3, 0.3, 0.7];
    expect(softDiceLoss(p, y).item()).toBeCloseTo(1 - 2.3 / (2.3 + 0.5 * (falsely + missed)), 6);
    const options = { alpha: 0.2, beta: 0.9, smooth: 0.5 };
    expect(tverskyLoss(p, y, options).item()).toBeCloseTo(1 - (hit + 0.5) / (hit + 0.5 + 0.2 * 0.3 + 0.9 * 0.7), 6);
  }));

test('a class that is nowhere and is nowhere predicted costs nothing', () =>
  scope(() => {
    const none = tensor([0, 0, 0, 0], { shape });
    expect(softDiceLoss(none, none).item()).toBe(0);
  }));

test('one logit and two classes of it agree, in values and gradients', () =>
  scope(() => {
    const z = [2, -1, 0.5, -3];
    const target = tensor([1, 0, 0, 1], { shape: [1, 2, 2], dtype: 'i64' });
    const weights = { ...NONE, crossEntropy: 0.7, dice: 1.3, tversky: 0.4 };
    const one = tensor(z, { shape, requiresGrad: true });
    const two = tensor([0, 0, 0, 0, ...z], { shape: [1, 2, 2, 2], requiresGrad: true });
    const losses = [segmentationLoss(one, target, weights), segmentationLoss(two, target, weights)] as const;
    expect(losses[0].item()).toBeCloseTo(losses[1].item(), 6);
    for (const loss of losses) loss.backward();
    const [a, b] = [one.grad!.toArray(), two.grad!.toArray().slice(4)];
    for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i]!, 6);
    expect(Math.abs(a[0]!)).toBeGreaterThan(0);
  }));

test('each part is weighed', () =>
  scope(() => {
    const logits = tensor([1, -1, 0.3, 0], { shape });
    const target = tensor([1, 0, 0, 1], { shape: [1, 2, 2], dtype: 'i64' });
    const part = (name: keyof typeof NONE) => segmentationLoss(logits, target, { ...NONE, [name]: 1 }).item();
    const sum = segmentationLoss(logits, target, { crossEntropy: 2, dice: 3, tversky: 4, focal: 5 }).item();
    expect(sum).toBeCloseTo(2 * part('crossEntropy') + 3 * part('dice') + 4 * part('tversky') + 5 * part('focal'), 5);
  }));

test('regions that may overlap: each channel as a binary mask of its own', () =>
  scope(() => {
    const z = [2, -1, 0.5, -3, 1, 1, -2, 0.3];
    const y = [1, 0, 1, 0, 1, 1, 0, 0];
    const weights = { ...NONE, crossEntropy: 0.7, dice: 1.3, tversky: 0.4, focal: 0.5 };
    const both = segmentationLoss(
      tensor(z, { shape: [1, 2, 2, 2] }),
      tensor(y, { shape: [1, 2, 2, 2] }),
      weights,
    ).item();
    const alone = [0, 1].map((c) => {
      const own = (values: number[]) => values.slice(4 * c, 4 * c + 4);
      const target = tensor(own(y), { shape: [1, 2, 2], dtype: 'i64' });
      return segmentationLoss(tensor(own(z), { shape }), target, weights).item();
    });
    expect(both).toBeCloseTo((alone[0]! + alone[1]!) / 2, 6);
  }));

test('deep supervision weighs as nnU-Net, and shrinks the target to the nearest pixel', () =>
  scope(() => {
    expect(deepSupervisionWeights([64])).toEqual([1]);
    expect(deepSupervisionWeights([64, 32])).toEqual([2 / 3, 1 / 3]);
    const [a, b, c, d] = deepSupervisionWeights([64, 32, 16, 8]) as [number, number, number, number];
    expect([a, b, c, d].map((w) => w * 7)).toEqual([4, 2, 1, 0].map((w) => expect.closeTo(w, 12)));
    expect(deepSupervisionWeights([64, 64, 64]).at(-1)).toBeCloseTo(1 / 7, 12);

    const target = tensor(
      Array.from({ length: 16 }, (_, i) => Number(i % 4 < 2)),
      { shape: [1, 4, 4], dtype: 'i64' },
    );
    const fine = tensor(new Array<number>(16).fill(0), { shape: [1, 1, 4, 4] });
    const coarse = tensor([9, -9, 9, -9], { shape: [1, 1, 2, 2] });
    const seen: number[][] = [];
    const loss = deepSupervision([fine, coarse], target, (logits, own) => {
      seen.push(own.shape as number[]);
      return segmentationLoss(logits, own, { ...NONE, crossEntropy: 1 });
    });
    expect(seen).toEqual([
      [1, 4, 4],
      [1, 2, 2],
    ]);
    expect(loss.item()).toBeCloseTo((2 * Math.LN2 + Math.log1p(Math.exp(-9))) / 3, 6);
  }));
