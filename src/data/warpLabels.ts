import { affineGridGenerator, gridSampler2d, scope, type Tensor, tensor } from '../torch/index.ts';
import type { AugmentConfig, AugmentParams } from './augment.ts';
import { PADDING } from './augmentBatch.ts';

const NEAREST = 1;

/**
 * Moves masks [N, 1, H, H] of class indices (f32) as `augmentBatch` moves their images, each pixel from its nearest, and what lies beyond the
 * edge as there. Tones are left alone.
 */
export function warpLabels(
  masks: Tensor,
  params: readonly AugmentParams[],
  { padding }: Pick<AugmentConfig, 'padding'>,
): Tensor {
  if (params.length === 0) return masks;
  return scope(() => {
    const theta = tensor(Float32Array.from(params.flatMap((p) => p.theta)), {
      shape: [params.length, 2, 3],
      device: masks.device,
    });
    const grid = affineGridGenerator(theta, masks.shape, false);
    return gridSampler2d(masks, grid, NEAREST, PADDING[padding], false);
  });
}
