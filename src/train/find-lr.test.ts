import { expect, test } from 'vitest';
import { scope, tensor } from '../torch/index.ts';
import { suggest } from './find-lr.ts';
import { meanOverViews } from './infer.ts';

const curve = (losses: number[]) => losses.map((smoothed, i) => ({ lr: 10 ** (i - 6), loss: smoothed, smoothed }));

test('suggests where the loss falls fastest, and says where it is lowest', () => {
  const { steepest, lowest } = suggest(curve([2.3, 2.2, 1.9, 0.9, 0.7, 0.6, 3, Number.NaN]));
  expect([steepest, lowest]).toEqual([1e-4, 1e-1].map((lr) => expect.closeTo(lr, 12)));
});

test('suggests nothing where the loss never falls', () => {
  expect(suggest(curve([1, 2, 3, 4]))).toEqual({ steepest: null, lowest: null });
});

test('views: an image and its mirror image; half of the weight on the shifted ones', () => {
  scope(() => {
    const images = tensor([[[[1, 2, 4], [0, 0, 0], [0, 0, 0]]]]); // biome-ignore format: an image
    const corner = (x: ReturnType<typeof tensor>) => x.narrow(2, 0, 1).narrow(3, 0, 1).reshape([1]);
    expect(meanOverViews(images, 'none', corner).item()).toBe(1);
    expect(meanOverViews(images, 'flip', corner).item()).toBe(2.5);
    // shifted down right the corner shows what is reflected, (1, 1) = 0; shifted up left it shows (1, 1) = 0
    expect(meanOverViews(images, 'flip-shift', corner).item()).toBe(1.25);
  });
});
