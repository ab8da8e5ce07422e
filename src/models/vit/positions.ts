import { callByName, cat, type Tensor } from '../../torch/index.ts';
import type { AdaptedWeight } from '../weights/adapt.ts';
import type { Grid } from './patch-embed.ts';

/** What position embeddings [1, prefixTokens + rows × columns, D] stand for. */
export interface PositionLayout {
  readonly grid: Grid;
  /** Tokens before the patches (class, distillation), which have no place in the image. */
  readonly prefixTokens: number;
}

/**
 * Position embeddings for another grid, by bicubic interpolation with antialiasing.
 * Dosovitskiy et al., ICLR 2021, section 3.2; the same values as timm's `resample_abs_pos_embed`.
 */
export function resamplePositions(positions: Tensor, { grid, prefixTokens }: PositionLayout, to: Grid): Tensor {
  if (String(grid) === String(to)) return positions;
  const width = positions.size(-1);
  const patches = positions.narrow(1, prefixTokens, grid[0] * grid[1]);
  const image = patches.reshape([1, ...grid, width]).permute([0, 3, 1, 2]);
  const wide = image.to({ dtype: image.dtype === 'f64' ? 'f64' : 'f32' });
  const resampled = callByName('aten::_upsample_bicubic2d_aa', '', [wide, [...to], false, null, null]) as Tensor;
  const tokens = resampled
    .permute([0, 2, 3, 1])
    .reshape([1, to[0] * to[1], width])
    .to({ dtype: positions.dtype });
  return prefixTokens === 0 ? tokens : cat([positions.narrow(1, 0, prefixTokens), tokens], { dim: 1 });
}

/** A checkpoint's position embeddings, of a square grid, for a model of another image size; undefined if they are not that. */
export function adaptPositions(weight: Tensor, target: Tensor, layout: PositionLayout): AdaptedWeight | undefined {
  const { grid, prefixTokens } = layout;
  const side = Math.sqrt((weight.shape[1] ?? 0) - prefixTokens);
  if (weight.ndim !== 3 || weight.size(-1) !== target.size(-1) || !Number.isInteger(side) || side < 1) return undefined;
  return {
    weight: resamplePositions(weight, { grid: [side, side], prefixTokens }, grid),
    reason: `resampled from ${side} × ${side} patches to ${grid[0]} × ${grid[1]}`,
  };
}

/** Tokens of patches, after others before them, as a map: [N, prefix + rows × columns, width] → [N, width, rows, columns]. */
export function tokensToMap(tokens: Tensor, [rows, columns]: Grid): Tensor {
  const [n, length, width] = tokens.shape as [number, number, number];
  const patches = rows * columns;
  return tokens
    .narrow(1, length - patches, patches)
    .transpose(1, 2)
    .reshape([n, width, rows, columns]);
}
