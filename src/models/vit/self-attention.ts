import { attention, Dropout, Linear, Module, Softmax } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';
import type { CountsMacs } from '../cost.ts';

export interface SelfAttentionConfig {
  readonly width: number;
  readonly numHeads: number;
  readonly qkvBias?: boolean;
  /** Of the attention weights. */
  readonly attentionDropout?: number;
  /** Of the output. */
  readonly dropout?: number;
}

/**
 * Multi-head self-attention with one product for queries, keys and values, named as in timm: [N, L, width] → the same.
 * Tap `attention` for the weights [N, H, L, L].
 */
export class SelfAttention extends Module implements CountsMacs {
  readonly config: Required<SelfAttentionConfig>;
  readonly qkv: Linear;
  readonly proj: Linear;
  readonly attention = new Softmax();
  readonly dropout: Dropout;

  constructor(config: SelfAttentionConfig) {
    super();
    this.config = { qkvBias: true, attentionDropout: 0, dropout: 0, ...config };
    const { width, numHeads, qkvBias, dropout } = this.config;
    if (width % numHeads !== 0) throw new RangeError(`${numHeads} heads do not divide a width of ${width}`);
    this.qkv = new Linear({ inFeatures: width, outFeatures: 3 * width, bias: qkvBias });
    this.proj = new Linear({ inFeatures: width, outFeatures: width });
    this.dropout = new Dropout({ p: dropout });
  }

  forward(x: Tensor): Tensor {
    const [n, length, width] = x.shape as [number, number, number];
    const { numHeads, attentionDropout } = this.config;
    const heads = this.qkv
      .call(x)
      .reshape([n, length, 3, numHeads, width / numHeads])
      .permute([2, 0, 3, 1, 4]);
    const [q, k, v] = heads.unbind() as [Tensor, Tensor, Tensor];
    const mixed = attention(q, k, v, { softmax: this.attention, dropout: this.training ? attentionDropout : 0 });
    return this.dropout.call(this.proj.call(mixed.transpose(1, 2).reshape([n, length, width])));
  }

  /** Of q kᵀ and of the weights times v. */
  ownMacs(output: Tensor): number {
    return 2 * output.size(1) * output.numel;
  }
}
