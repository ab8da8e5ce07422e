import { Conv2d, Module } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';

export interface PatchEmbedConfig {
  readonly inChannels: number;
  /** Side of a patch in pixels. */
  readonly patchSize: number;
  /** Width of a token. */
  readonly width: number;
}

/** Rows and columns of patches. */
export type Grid = readonly [rows: number, columns: number];

/** Patches as tokens, by a convolution that does not overlap: [N, C, H, W] → [N, rows × columns, width]. */
export class PatchEmbed extends Module {
  readonly config: PatchEmbedConfig;
  readonly proj: Conv2d;

  constructor(config: PatchEmbedConfig) {
    super();
    this.config = config;
    const { inChannels, patchSize, width } = config;
    this.proj = new Conv2d({ inChannels, outChannels: width, kernelSize: patchSize, stride: patchSize });
  }

  forward(x: Tensor): Tensor {
    return this.proj.call(x).flatten({ startDim: 2 }).transpose(1, 2);
  }
}

/** What is wrong with images that the patches do not cover, or null. */
export function patchProblem(height: number, width: number, patchSize: number): string | null {
  const side = [height, width].find((length) => length < patchSize || length % patchSize !== 0);
  if (side === undefined) return null;
  const below = Math.floor(side / patchSize) * patchSize;
  const near = below > 0 ? `${below} or ${below + patchSize}` : `${patchSize}`;
  return `a multiple of ${patchSize} pixels, its patch, such as ${near}`;
}

/**
 * The patches of an image.
 * @throws RangeError where they do not cover it.
 */
export function patchGrid(height: number, width: number, patchSize: number): Grid {
  const wanted = patchProblem(height, width, patchSize);
  if (wanted !== null) throw new RangeError(`the image size must be ${wanted}, not ${height} × ${width}`);
  return [height / patchSize, width / patchSize];
}
