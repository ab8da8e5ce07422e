import { empty, linear, type Tensor } from '../../torch/index.ts';
import { fans, kaimingUniform_, uniform_ } from '../init.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';

export interface LinearConfig {
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly bias?: boolean;
}

/** x Wᵀ + b: [..., inFeatures] → [..., outFeatures]. */
export class Linear extends Module {
  readonly config: Required<LinearConfig>;
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(config: LinearConfig) {
    super();
    this.config = { bias: true, ...config };
    const { inFeatures, outFeatures, bias } = this.config;
    this.weight = new Parameter(empty([outFeatures, inFeatures]));
    this.bias = bias ? new Parameter(empty([outFeatures])) : null;
    resetLikeTorch(this.weight, this.bias);
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, { bias: this.bias });
  }
}

/** PyTorch's default for linear layers and convolutions; both draws are U(−1 ÷ √fanIn, 1 ÷ √fanIn). */
export function resetLikeTorch(weight: Parameter, bias: Parameter | null): void {
  kaimingUniform_(weight, { slope: Math.sqrt(5) });
  if (bias === null) return;
  const bound = 1 / Math.sqrt(fans(weight).fanIn);
  uniform_(bias, -bound, bound);
}
