import { dropout, empty, type Tensor } from '../../torch/index.ts';
import { Module } from '../module.ts';

export interface DropoutConfig {
  /** Probability of dropping. */
  readonly p?: number;
}

abstract class Dropping extends Module {
  readonly config: Required<DropoutConfig>;

  constructor(config: DropoutConfig, p: number) {
    super();
    this.config = { p, ...config };
    if (!(this.config.p >= 0 && this.config.p <= 1)) {
      throw new RangeError(`a probability of dropping is in [0, 1], not ${this.config.p}`);
    }
  }
}

/** Zeroes elements with probability p and scales the others by 1 ÷ (1 − p), in training. Srivastava et al., JMLR 2014. */
export class Dropout extends Dropping {
  constructor(config: DropoutConfig = {}) {
    super(config, 0.5);
  }

  forward(x: Tensor): Tensor {
    return this.training && this.config.p > 0 ? dropout(x, this.config.p, true) : x;
  }
}

/** Stochastic depth: zeroes whole examples of a residual branch, in training. Huang et al., ECCV 2016. */
export class DropPath extends Dropping {
  constructor(config: DropoutConfig = {}) {
    super(config, 0);
  }

  forward(x: Tensor): Tensor {
    const keep = 1 - this.config.p;
    if (!this.training || keep === 1) return x;
    const mask = empty([x.size(0), ...x.shape.slice(1).map(() => 1)], { dtype: x.dtype, device: x.device });
    mask.bernoulli_({ p: keep });
    return x.mul(keep > 0 ? mask.div_(keep) : mask);
  }
}
