import { eye, scope, type Tensor } from '../../torch/index.ts';

export interface RolloutOptions {
  /** How the heads become one: their mean (Abnar & Zuidema), or the largest or smallest weight among them. */
  readonly heads?: 'mean' | 'max' | 'min';
}

/**
 * How much of each input token reaches each output token: the product of the layers' weights [N, H, L, L], each mixed half
 * and half with the identity for the residual connection, rows normalised; [N, L, L].
 * Abnar & Zuidema, "Quantifying attention flow in transformers", ACL 2020.
 */
export function attentionRollout(layers: readonly Tensor[], { heads = 'mean' }: RolloutOptions = {}): Tensor {
  const [first] = layers;
  if (first === undefined) throw new RangeError('a rollout needs the weights of at least one layer');
  return scope(() => {
    const identity = eye(first.size(-1), { dtype: first.dtype, device: first.device });
    const flows = layers.map((weights) => {
      if (weights.ndim !== 4)
        throw new RangeError(`a rollout needs weights [N, H, L, L] over all tokens, not ${weights}`);
      const flow = fuse(weights, heads).add(identity);
      return flow.div(flow.sum({ dim: -1, keepdim: true }));
    });
    return flows.reduce((below, flow) => flow.matmul(below));
  });
}

function fuse(weights: Tensor, heads: 'mean' | 'max' | 'min'): Tensor {
  if (heads === 'mean') return weights.mean({ dim: 1 });
  return heads === 'max' ? weights.amax({ dim: 1 }) : weights.amin({ dim: 1 });
}

/** What the class token (the first) sees of each patch: [N, L, L] or [N, H, L, L] → [N, rows, columns] or [N, H, rows, columns]. */
export function classTokenMap(
  weights: Tensor,
  [rows, columns]: readonly [rows: number, columns: number],
  prefixTokens = 1,
): Tensor {
  const patches = weights.size(-1) - prefixTokens;
  if (prefixTokens < 1) throw new RangeError('a model without a class token has no map of it');
  if (patches !== rows * columns) throw new RangeError(`${patches} patches are not ${rows} × ${columns}`);
  return scope(() => weights.select(-2, 0).narrow(-1, prefixTokens, patches).unflatten(-1, [rows, columns]));
}
