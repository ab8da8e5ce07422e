import type { DenseOptions } from '../dense.ts';
import { headless } from '../encoder.ts';
import { roundUp } from '../padding.ts';
import type { VisionTransformer } from '../vit.ts';
import { dropBlocks } from './identity.ts';

/** Side of the patches. */
export const PATCH = 16;

/** A ViT of patches of 16 pixels without its head, and with `transformer: 'identity'` without its blocks. */
export function vitEncoder(
  build: (options: DenseOptions) => VisionTransformer,
  options: DenseOptions,
): VisionTransformer {
  const { imageSize = 224, transformer = 'full' } = options;
  const encoder = headless(build({ ...options, dropRate: 0, imageSize: roundUp(imageSize, PATCH) }));
  if (transformer === 'identity') dropBlocks(encoder, 'blocks');
  return encoder;
}
