import { empty, linear, type Tensor, zeros } from '../../torch/index.ts';
import { attention } from '../attention.ts';
import { constant_, xavierUniform_ } from '../init.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';
import { Softmax } from './activation.ts';
import { Linear } from './linear.ts';

export interface MultiheadAttentionConfig {
  readonly embedDim: number;
  readonly numHeads: number;
  /** Of the attention weights. */
  readonly dropout?: number;
  readonly bias?: boolean;
}

export interface AttentionInput {
  /** [N, S, embedDim]; the query where left out: self-attention. */
  readonly key?: Tensor;
  /** [N, S, embedDim]; the key where left out. */
  readonly value?: Tensor;
  /** Added to the scores, broadcast to [N, H, L, S]: −∞ hides a position. As booleans: true where a position is seen. */
  readonly mask?: Tensor | null;
  /** Hide from each position those after it. */
  readonly causal?: boolean;
}

/**
 * Multi-head attention with PyTorch's parameter names, batch first: query [N, L, embedDim] → [N, L, embedDim].
 * Tap `attention` for the weights [N, H, L, S]. Vaswani et al., NeurIPS 2017.
 */
export class MultiheadAttention extends Module<[query: Tensor, input?: AttentionInput]> {
  readonly config: Required<MultiheadAttentionConfig>;
  readonly inProjWeight: Parameter;
  readonly inProjBias: Parameter | null;
  readonly outProj: Linear;
  readonly attention = new Softmax();

  constructor(config: MultiheadAttentionConfig) {
    super();
    this.config = { dropout: 0, bias: true, ...config };
    const { embedDim, numHeads, bias } = this.config;
    if (embedDim % numHeads !== 0) throw new RangeError(`${numHeads} heads do not divide ${embedDim} dimensions`);
    this.inProjWeight = new Parameter(empty([3 * embedDim, embedDim]));
    this.inProjBias = bias ? new Parameter(zeros([3 * embedDim])) : null;
    this.outProj = new Linear({ inFeatures: embedDim, outFeatures: embedDim, bias });
    xavierUniform_(this.inProjWeight);
    if (this.outProj.bias !== null) constant_(this.outProj.bias, 0);
  }

  forward(query: Tensor, input: AttentionInput = {}): Tensor {
    const { key = query, mask = null, causal = false } = input;
    const value = input.value ?? key;
    const [q, k, v] = this.#project(query, key, value).map((x) => this.#split(x)) as [Tensor, Tensor, Tensor];
    const dropout = this.training ? this.config.dropout : 0;
    const mixed = attention(q, k, v, { mask, causal, dropout, softmax: this.attention });
    const [n, heads, length, dim] = mixed.shape as [number, number, number, number];
    return this.outProj.call(mixed.transpose(1, 2).reshape([n, length, heads * dim]));
  }

  /** One product where all three inputs are the same. */
  #project(query: Tensor, key: Tensor, value: Tensor): Tensor[] {
    const { inProjWeight: weight, inProjBias: bias } = this;
    if (query === key && key === value) return linear(query, weight, { bias }).chunk(3, { dim: -1 });
    const weights = weight.chunk(3);
    const biases = bias?.chunk(3);
    return [query, key, value].map((x, i) => linear(x, weights[i]!, { bias: biases?.[i] }));
  }

  /** [N, L, embedDim] → [N, H, L, d]. */
  #split(x: Tensor): Tensor {
    const { numHeads } = this.config;
    return x.unflatten(-1, [numHeads, x.size(-1) / numHeads]).transpose(1, 2);
  }
}
