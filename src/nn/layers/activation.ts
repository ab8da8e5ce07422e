import type { Tensor } from '../../torch/index.ts';
import { Module } from '../module.ts';

export interface ReLUConfig {
  /** Overwrite the input, which saves its memory. */
  readonly inplace?: boolean;
}

/** max(x, 0). */
export class ReLU extends Module {
  readonly config: Required<ReLUConfig>;

  constructor(config: ReLUConfig = {}) {
    super();
    this.config = { inplace: false, ...config };
  }

  forward(x: Tensor): Tensor {
    return this.config.inplace ? x.relu_() : x.relu();
  }
}

export interface LeakyReLUConfig {
  readonly negativeSlope?: number;
}

/** x where positive, else negativeSlope × x. */
export class LeakyReLU extends Module {
  readonly config: Required<LeakyReLUConfig>;

  constructor(config: LeakyReLUConfig = {}) {
    super();
    this.config = { negativeSlope: 0.01, ...config };
  }

  forward(x: Tensor): Tensor {
    return x.leakyRelu(this.config);
  }
}

export interface GELUConfig {
  readonly approximate?: 'none' | 'tanh';
}

/** Gaussian error linear unit. Hendrycks & Gimpel, 2016. */
export class GELU extends Module {
  readonly config: Required<GELUConfig>;

  constructor(config: GELUConfig = {}) {
    super();
    this.config = { approximate: 'none', ...config };
  }

  forward(x: Tensor): Tensor {
    return x.gelu(this.config);
  }
}

/** x × sigmoid(x), also called swish. */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return x.silu();
  }
}

/** x × relu6(x + 3) ÷ 6: SiLU in straight pieces. Howard et al., ICCV 2019. */
export class Hardswish extends Module {
  forward(x: Tensor): Tensor {
    return x.hardswish();
  }
}

/** relu6(x + 3) ÷ 6: the sigmoid in straight pieces. */
export class Hardsigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.hardsigmoid();
  }
}

/** 1 ÷ (1 + e^−x). */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/** Hyperbolic tangent. */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

export interface SoftmaxConfig {
  readonly dim?: number;
}

/** Softmax along a dimension, the last by default. */
export class Softmax extends Module {
  readonly config: Required<SoftmaxConfig>;

  constructor(config: SoftmaxConfig = {}) {
    super();
    this.config = { dim: -1, ...config };
  }

  forward(x: Tensor): Tensor {
    return x.softmax(this.config.dim);
  }
}
