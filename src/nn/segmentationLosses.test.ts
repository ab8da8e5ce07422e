import { expect, test } from 'vitest';
import { scope, tensor } from '../torch/index.ts';
import { segmentationLoss, softDiceLoss, tverskyLoss } from './segmentationLosses.ts';

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
