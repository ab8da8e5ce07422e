import { affineGridGenerator, callByName, gridSampler2d, scope, type Tensor, tensor } from '../torch/index.ts';
import type { AugmentConfig, AugmentParams } from './augment.ts';

const BILINEAR = 0;
/** As libtorch numbers them. */
export const PADDING: Record<AugmentConfig['padding'], number> = { zeros: 0, border: 1, reflection: 2 };

/**
 * Apply to image i of the batch what `params[i]` says: one bilinear warp for all that is geometric, then contrast about the
 * image's own mean and brightness, clamped to 0 … 1. What becomes of an image does not depend on the others in its batch.
 *
 * @param images float [N, C, H, H], 0 … 1; square, for the affine map lives in coordinates of −1 … 1.
 * @returns [N, C, H, H] on the same device; with `size`, [N, C, size, size].
 */
export function augmentBatch(
  images: Tensor,
  params: readonly AugmentParams[],
  { padding, size }: Pick<AugmentConfig, 'padding'> & { readonly size?: number },
): Tensor {
  const [n, , height, width] = images.shape;
  if (images.ndim !== 4 || height !== width) throw new RangeError(`augmentBatch takes [N, C, H, H], not ${images}`);
  if (n !== params.length) throw new RangeError(`augmentBatch has ${params.length} params for ${images}`);
  const resized = size !== undefined && size !== height;
  const fused = images.device === 'cpu' && images.dtype === 'f32' && !images.requiresGrad && !resized;
  return fused ? augmentFused(images, params, padding) : augmentByOperators(images, params, padding, size);
}

/** An operator of our own (native/augment.cc), in a seventh of the time. */
function augmentFused(images: Tensor, params: readonly AugmentParams[], padding: AugmentConfig['padding']): Tensor {
  const rows = params.flatMap((p) => [...p.theta, p.contrast, p.brightness]);
  using each = tensor(Float32Array.from(rows), { shape: [params.length, 8] });
  return callByName('fovea::augment', '', [images, each, PADDING[padding]]) as Tensor;
}

/** The same in libtorch's operators: for other devices, and what the fused one is held to. */
export function augmentByOperators(
  images: Tensor,
  params: readonly AugmentParams[],
  padding: AugmentConfig['padding'],
  size = images.size(-1),
): Tensor {
  return scope(() => {
    const n = params.length;
    const place = { dtype: images.dtype, device: images.device };
    const perImage = (values: (p: AugmentParams) => readonly number[], shape: readonly number[]) =>
      tensor(Float32Array.from(params.flatMap(values)), { shape, ...place });

    const grid = affineGridGenerator(
      perImage((p) => p.theta, [n, 2, 3]),
      [n, images.size(1), size, size],
      false,
    );
    const warped = gridSampler2d(images, grid, BILINEAR, PADDING[padding], false);

    const contrast = perImage((p) => [p.contrast], [n, 1, 1, 1]);
    const brightness = perImage((p) => [p.brightness], [n, 1, 1, 1]);
    // row by row first: one large sum would be shared out among threads in a way that depends on the size of the batch
    const mean = warped.mean({ dim: 3, keepdim: true }).mean({ dim: [1, 2], keepdim: true });
    return warped.sub_(mean).mul_(contrast).add_(mean).add_(brightness).clamp_({ min: 0, max: 1 });
  });
}
