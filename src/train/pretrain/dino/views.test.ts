import { expect, test } from 'vitest';
import { NO_AUGMENT } from '../../../data/index.ts';
import { rand, scope, type Tensor } from '../../../torch/index.ts';
import { blur, drawView, type View } from './views.ts';

const close = (a: Tensor, b: Tensor) => a.sub(b).abs().max().item();

test('a view depends on seed, epoch, image and its number alone', () => {
  scope(() => {
    const images = rand([3, 1, 32, 32]);
    const view: View = { size: 14, area: [0.1, 0.4], blur: 0.5, solarise: 0.5 };
    const config = { augment: { ...NO_AUGMENT, flip: 0.5, contrast: 0.4 }, seed: 4 };
    const draw = (of: Tensor, keys: number[], epoch = 2, number = 1) =>
      drawView(of, view, config, { epoch, keys, number, views: 4 });
    const together = draw(images, [7, 8, 9]);
    expect(together.shape).toEqual([3, 1, 14, 14]);
    expect(close(draw(images.narrow(0, 1, 1), [8]), together.narrow(0, 1, 1))).toBeLessThan(1e-6);
    expect(close(draw(images, [7, 8, 9], 3), together)).toBeGreaterThan(0.1);
    expect(close(draw(images, [7, 8, 9], 2, 2), together)).toBeGreaterThan(0.1);
  });
});

test('a blur keeps the mean, smooths by its deviation, and leaves the other images alone', () => {
  scope(() => {
    const images = rand([2, 3, 40, 40]);
    const out = blur(images, [0, 1.5]);
    expect(close(out.narrow(0, 0, 1), images.narrow(0, 0, 1))).toBeLessThan(1e-6);
    const [before, after] = [images, out].map((x) => x.select(0, 1));
    expect(close(before!.mean(), after!.mean())).toBeLessThan(0.01);
    // white noise through a Gaussian keeps 1 ÷ (4 π σ²) of its variance
    const kept = after!.variance(null).item() / before!.variance(null).item();
    expect(kept).toBeGreaterThan(0.7 / (4 * Math.PI * 1.5 ** 2));
    expect(kept).toBeLessThan(1.4 / (4 * Math.PI * 1.5 ** 2));
    expect(blur(images, [0, 0])).toBe(images);
  });
});
