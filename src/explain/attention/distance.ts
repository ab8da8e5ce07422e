import { scope, type Tensor, tensor } from '../../torch/index.ts';

export interface DistanceOptions {
  /** Of the patches. */
  readonly grid: readonly [rows: number, columns: number];
  /** Side of a patch in pixels. */
  readonly patchSize: number;
  /** Class and distillation tokens, which lie nowhere: left out, and the rest of each row normalised again. Default 1. */
  readonly prefixTokens?: number;
}

/**
 * How far each head looks, in pixels: the distance between patches, weighed by attention, mean over queries and images;
 * [N, H, L, L] → one number per head. Dosovitskiy et al., ICLR 2021, figure 7 and appendix D.7.
 */
export function meanAttentionDistance(
  weights: Tensor,
  { grid, patchSize, prefixTokens = 1 }: DistanceOptions,
): number[] {
  const [rows, columns] = grid;
  const patches = rows * columns;
  if (weights.ndim !== 4 || weights.size(-1) !== prefixTokens + patches) {
    throw new RangeError(`${weights} are not weights over ${prefixTokens} tokens and ${rows} × ${columns} patches`);
  }
  const distances = Float64Array.from({ length: patches * patches }, (_, pair) => {
    const [from, to] = [Math.floor(pair / patches), pair % patches];
    const down = Math.floor(from / columns) - Math.floor(to / columns);
    return patchSize * Math.hypot(down, (from % columns) - (to % columns));
  });
  return scope(() => {
    const own = weights.narrow(-2, prefixTokens, patches).narrow(-1, prefixTokens, patches).to({ dtype: 'f64' });
    const far = own.mul(tensor(distances, { shape: [patches, patches], dtype: 'f64', device: own.device }));
    const each = far.sum({ dim: -1 }).div(own.sum({ dim: -1 }));
    return [...each.mean({ dim: [0, 2] }).toArray()];
  });
}
