import type { Module } from '../nn/index.ts';
import { noGrad, scope, type Tensor, tensor } from '../torch/index.ts';
import { classScore } from './taps.ts';

export interface OcclusionOptions {
  readonly target: number | readonly number[];
  /** Side of the window in pixels; default an eighth of the image. */
  readonly window?: number | undefined;
  /** Pixels between windows; default half a window. */
  readonly stride?: number | undefined;
  /** What a covered pixel becomes; default 0, the mean of normalised images. */
  readonly value?: number | undefined;
}

/**
 * How far the score falls when a window of the image is covered, the mean over the windows that cover a place: images [N, C, H, W] →
 * [N, rows, columns], one value for every `stride` pixels, below 0 where covering helps. For any model, one forward pass a window.
 * Zeiler & Fergus, "Visualizing and understanding convolutional networks", ECCV 2014.
 */
export function occlusion(model: Module, images: Tensor, options: OcclusionOptions): Tensor {
  const { target, value = 0 } = options;
  const [n, , height, width] = images.shape as [number, number, number, number];
  const window = options.window ?? Math.max(1, Math.round(Math.min(height, width) / 8));
  const stride = options.stride ?? Math.max(1, Math.round(window / 2));
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const falls = new Float64Array(n * rows * columns);
  const covers = new Float64Array(rows * columns);
  const score = (x: Tensor) => noGrad(() => scope(() => classScore(model.call(x), target).toArray()));
  const { training } = model;
  model.eval();
  try {
    const whole = score(images);
    for (let top = 0; top < height; top += stride) {
      for (let left = 0; left < width; left += stride) {
        const [down, across] = [Math.min(window, height - top), Math.min(window, width - left)];
        const rest = scope(() => {
          const covered = images.detach().clone();
          covered.narrow(2, top, down).narrow(3, left, across).fill_(value);
          return score(covered);
        });
        for (let r = top / stride; r * stride < top + down; r++) {
          for (let c = left / stride; c * stride < left + across; c++) {
            covers[r * columns + c]!++;
            for (let i = 0; i < n; i++) falls[(i * rows + r) * columns + c]! += whole[i]! - rest[i]!;
          }
        }
      }
    }
  } finally {
    model.train(training);
  }
  for (let i = 0; i < falls.length; i++) falls[i]! /= covers[i % covers.length]!;
  return tensor(falls, { shape: [n, rows, columns] });
}
