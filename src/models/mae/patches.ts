import { Module } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';
import type { WeightLayout } from '../classifier.ts';
import { type Grid, patchGrid } from '../vit/patch-embed.ts';
import { type PatchMask, rowsOf } from './mask.ts';

/** Of the target's deviation. */
const EPS = 1e-6;

/**
 * What guesses the hidden patches of images: all patches [N, L, p² C] and which of them are hidden → guesses [N, hidden, p² C], in the
 * order of the mask.
 */
export abstract class PatchAutoencoder extends Module<[patches: Tensor, mask: PatchMask], Tensor> {
  abstract readonly weightLayout: WeightLayout;
  /** Rows and columns of patches. */
  abstract readonly grid: Grid;
  /** Side of a patch, pixels. */
  abstract readonly patchSize: number;
  abstract readonly inChannels: number;
  abstract readonly normaliseTarget: boolean;

  /** The encoder's tensors under the names of the zoo, without a classifier; those that only guess beside them. */
  abstract weights(): Iterable<[name: string, weight: Tensor]>;

  /** Patches of an image. */
  get patches(): number {
    return this.grid[0] * this.grid[1];
  }

  /**
   * [N, C, H, W] → [N, L, p² C], a patch row by row with its channels last.
   * @throws RangeError for images of another size than the encoder's.
   */
  patchify(images: Tensor): Tensor {
    const { patchSize: p, inChannels } = this;
    const [n, , height, width] = images.shape as [number, number, number, number];
    const [rows, columns] = patchGrid(height, width, p);
    if (String([rows, columns]) !== String(this.grid))
      throw new RangeError(`images of ${this.grid[0] * p} × ${this.grid[1] * p} pixels are wanted, not ${images}`);
    return images
      .reshape([n, inChannels, rows, p, columns, p])
      .permute([0, 2, 4, 3, 5, 1])
      .reshape([n, rows * columns, p * p * inChannels]);
  }

  /** The inverse of `patchify`. */
  unpatchify(patches: Tensor): Tensor {
    const { patchSize: p, inChannels } = this;
    const [rows, columns] = this.grid;
    return patches
      .reshape([patches.size(0), rows, columns, p, p, inChannels])
      .permute([0, 5, 1, 3, 2, 4])
      .reshape([patches.size(0), inChannels, rows * p, columns * p]);
  }

  /** What `forward` should give: hidden patches, normalised where the model predicts them so: [N, hidden, p² C]. */
  target(patches: Tensor, mask: PatchMask): Tensor {
    const values = hiddenOf(patches, mask);
    if (!this.normaliseTarget) return values;
    const { mean, deviation } = patchStatistics(values);
    return values.sub(mean).div(deviation);
  }
}

const hiddenRows = (patches: Tensor, { hidden, count }: PatchMask) =>
  rowsOf(hidden, count, patches.size(1), patches.device);

/** The hidden ones of all patches [N, L, D]: [N, hidden, D]. */
export function hiddenOf(patches: Tensor, mask: PatchMask): Tensor {
  return patches
    .flatten({ endDim: 1 })
    .indexSelect(0, hiddenRows(patches, mask))
    .reshape([mask.count, -1, patches.size(2)]);
}

/** All patches [N, L, D] with the hidden ones replaced by `values` [N, hidden, D], or what broadcasts to it: [N, L, D]. */
export function withHidden(patches: Tensor, mask: PatchMask, values: Tensor): Tensor {
  const flat = patches.flatten({ endDim: 1 }).clone();
  return flat.indexPut_([hiddenRows(patches, mask)], values.flatten({ endDim: 1 })).reshape(patches.shape);
}

/** Mean and deviation of each patch [N, L, p² C]: [N, L, 1]. */
export function patchStatistics(patches: Tensor): { mean: Tensor; deviation: Tensor } {
  const mean = patches.mean({ dim: -1, keepdim: true });
  const deviation = patches.variance(-1, { correction: 1, keepdim: true }).add(EPS).sqrt();
  return { mean, deviation };
}
