import { scope, type Tensor, tensor, zeros } from '../../torch/index.ts';

/** Where windows of a side begin, so that neighbours share at least `overlap`: even steps from edge to edge, as nnU-Net lays them. */
export function windowStarts(size: number, window: number, overlap: number): number[] {
  if (window >= size) return [0];
  const steps = Math.ceil((size - window) / Math.max(1, Math.floor(window * (1 - overlap))));
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (size - window)) / steps));
}

const SIGMA = 1 / 8;
/** Least weight: corners of the image lie in the corner of one window only. */
const LEAST = 1e-3;

/** Weight of each pixel of a window, 1 in the middle: a Gaussian of σ = side ÷ 8 (MONAI's importance map), row by row. */
export function gaussianWeights(window: number): Float32Array {
  const line = Array.from({ length: window }, (_, i) => {
    const away = i - (window - 1) / 2;
    return Math.exp(-(away * away) / (2 * (SIGMA * window) ** 2));
  });
  return Float32Array.from({ length: window * window }, (_, i) =>
    Math.max(LEAST, line[Math.floor(i / window)]! * line[i % window]!),
  );
}

export interface SlidingOptions {
  readonly window: number;
  /** Share of a window that the next one covers again. */
  readonly overlap: number;
}

/**
 * Logits f32 [N, K, H, H] of images [N, C, H, H] from `forward` of windows [N, C, window, window]: their mean by Gaussian weights, added up in
 * f32. As MONAI's `sliding_window_inference` and nnU-Net.
 */
export function slidingWindow(
  images: Tensor,
  { window, overlap }: SlidingOptions,
  forward: (x: Tensor) => Tensor,
): Tensor {
  const [n, , height, width] = images.shape as [number, number, number, number];
  if (window >= Math.max(height, width)) return forward(images);
  return scope(() => {
    const { device } = images;
    const weights = tensor(gaussianWeights(window), { shape: [1, 1, window, window], device });
    let sum: Tensor | null = null;
    const total = zeros([1, 1, height, width], { device });
    for (const y of windowStarts(height, window, overlap)) {
      for (const x of windowStarts(width, window, overlap)) {
        const at = (map: Tensor) => map.narrow(2, y, window).narrow(3, x, window);
        const logits = forward(at(images));
        sum ??= zeros([n, logits.size(1), height, width], { device });
        scope(() => {
          at(sum!).add_(logits.mul(weights));
          at(total).add_(weights);
        });
        logits.dispose();
      }
    }
    return sum!.div(total);
  });
}
