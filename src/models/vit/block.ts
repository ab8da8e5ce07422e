import { DropPath, LayerNorm, Module } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';
import { Mlp } from './mlp.ts';
import { SelfAttention } from './self-attention.ts';

export interface BlockConfig {
  readonly width: number;
  readonly numHeads: number;
  readonly mlpRatio: number;
  /** Probability of skipping a branch, per image. */
  readonly dropPath?: number;
}

/** Attention and an MLP, each normed before and added to what it saw: [N, L, width] → the same. */
export class Block extends Module {
  readonly norm1: LayerNorm;
  readonly attn: SelfAttention;
  readonly norm2: LayerNorm;
  readonly mlp: Mlp;
  readonly dropPath: DropPath;

  constructor({ width, numHeads, mlpRatio, dropPath = 0 }: BlockConfig) {
    super();
    this.norm1 = new LayerNorm({ normalizedShape: width, eps: 1e-6 });
    this.attn = new SelfAttention({ width, numHeads });
    this.norm2 = new LayerNorm({ normalizedShape: width, eps: 1e-6 });
    this.mlp = new Mlp({ width, hidden: mlpRatio * width });
    this.dropPath = new DropPath({ p: dropPath });
  }

  forward(x: Tensor): Tensor {
    const attended = x.add(this.dropPath.call(this.attn.call(this.norm1.call(x))));
    return attended.add(this.dropPath.call(this.mlp.call(this.norm2.call(attended))));
  }
}

/** Probabilities of stochastic depth that rise evenly from 0 to `last`. Huang et al., ECCV 2016. */
export function dropPathRates(depth: number, last: number): number[] {
  return Array.from({ length: depth }, (_, i) => (depth > 1 ? (last * i) / (depth - 1) : 0));
}
