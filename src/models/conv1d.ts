import { init, Module, Parameter } from '../nn/index.ts';
import { empty, type Tensor } from '../torch/index.ts';

export interface Conv1DConfig {
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/**
 * A linear layer whose weight lies as [inFeatures, outFeatures], as GPT-2's files have it: x W + b,
 * [..., inFeatures] → [..., outFeatures]. Kept in the file's layout, since a square weight could not be told from its transpose.
 */
export class Conv1D extends Module {
  readonly config: Conv1DConfig;
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(config: Conv1DConfig) {
    super();
    this.config = config;
    const { inFeatures, outFeatures } = config;
    this.weight = init.normal_(new Parameter(empty([inFeatures, outFeatures])), 0, 0.02);
    this.bias = init.constant_(new Parameter(empty([outFeatures])), 0);
  }

  forward(x: Tensor): Tensor {
    const { inFeatures, outFeatures } = this.config;
    const rows = this.bias.addmm(x.reshape([-1, inFeatures]), this.weight);
    return rows.reshape([...x.shape.slice(0, -1), outFeatures]);
  }
}
