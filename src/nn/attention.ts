import {
  dropout,
  engineInfo,
  isCheckpointing,
  ones,
  scaledDotProductAttention,
  scope,
  type Tensor,
} from '../torch/index.ts';
import { Softmax } from './layers/activation.ts';

export interface AttentionOptions {
  /** Added to the scores, broadcast to [N, H, L, S]: −∞ hides a position. As booleans: true where a position is seen. */
  readonly mask?: Tensor | null;
  /** Hide from each position those after it; where L < S (a cache of keys), the queries are the last L positions. */
  readonly causal?: boolean;
  /** Probability of dropping a weight; the caller gives 0 outside of training. */
  readonly dropout?: number;
  /** What turns scores into weights [N, H, L, S]; a tap on it sees them. */
  readonly softmax?: Softmax;
  /** `auto` (default) takes what is faster, see `pathOf`. */
  readonly path?: 'auto' | 'products' | 'fused';
}

/**
 * softmax(q kᵀ ÷ √d + mask) v: queries [N, H, L, d], keys [N, H, S, d], values [N, H, S, e] → [N, H, L, e].
 * Vaswani et al., "Attention is all you need", NeurIPS 2017.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  return scope(() => (pathOf(q, options) === 'fused' ? fused(q, k, v, options) : products(q, k, v, options)));
}

/**
 * libtorch's fused operator never holds the weights, and is faster except in training on a CPU, where its backward pass
 * loses to the plain products (docs/decisions/104-attention.md). It shows no weights, so a tap asks for the products.
 */
function pathOf(q: Tensor, { path = 'auto', softmax }: AttentionOptions): 'products' | 'fused' {
  if (path !== 'auto') return path;
  if (softmax?.tapped || !hasFused()) return 'products';
  const training = q.requiresGrad || isCheckpointing();
  return q.device === 'cpu' && training ? 'products' : 'fused';
}

let major: number | undefined;
function hasFused(): boolean {
  major ??= Number.parseInt(engineInfo().version, 10);
  return major >= 2;
}

function fused(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Tensor {
  const { mask = null, causal = false, dropout: dropoutP = 0 } = options;
  // The operator's own causal mask aligns the first positions, not the last, and excludes another mask.
  const isCausal = causal && mask === null && q.size(-2) === k.size(-2);
  const attnMask = causal && !isCausal ? withoutFuture(mask, q, k) : mask;
  return scaledDotProductAttention(q, k, v, { attnMask: cast(attnMask, q), dropoutP, isCausal });
}

function products(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Tensor {
  const { mask = null, causal = false, dropout: p = 0, softmax = new Softmax() } = options;
  const bias = causal ? withoutFuture(mask, q, k) : mask;
  const scores = q.mul(1 / Math.sqrt(q.size(-1))).matmul(k.transpose(-2, -1));
  const weights = softmax.call(bias === null ? scores : hide(scores, bias));
  return (p > 0 ? dropout(weights, p, true) : weights).matmul(v);
}

/** Applies a mask of either kind. */
function hide(scores: Tensor, mask: Tensor): Tensor {
  if (mask.dtype === 'bool') return scores.maskedFill(mask.logicalNot(), Number.NEGATIVE_INFINITY);
  return scores.add(cast(mask, scores)!);
}

/** An f32 mask would make f32 scores under autocast. */
function cast(mask: Tensor | null, like: Tensor): Tensor | null {
  return mask === null || mask.dtype === 'bool' ? mask : mask.to({ dtype: like.dtype });
}

/** The mask that hides what `mask` hides, and the future: [L, S], or as `mask` broadcasts it. */
function withoutFuture(mask: Tensor | null, q: Tensor, k: Tensor): Tensor {
  const [length, keys] = [q.size(-2), k.size(-2)];
  const seen = ones([length, keys], { dtype: 'bool', device: q.device }).tril({ diagonal: keys - length });
  if (mask === null) return seen;
  return mask.dtype === 'bool' ? mask.logicalAnd(seen) : hide(mask, seen);
}
