import { scope, type Tensor } from '../../torch/index.ts';

/**
 * Cosine similarity of each patch's position embedding with every other's: [1, prefixTokens + P, D] → [P, P]; row p,
 * laid out as the grid of patches, is the picture for patch p. Dosovitskiy et al., ICLR 2021, figure 7.
 */
export function positionSimilarity(positions: Tensor, prefixTokens = 1): Tensor {
  return scope(() => {
    const patches = positions
      .detach()
      .select(0, 0)
      .narrow(0, prefixTokens, positions.size(1) - prefixTokens);
    const unit = patches.div(patches.norm({ dim: [1], keepdim: true }).clampMin(1e-12));
    return unit.matmul(unit.t());
  });
}
