import type { Tensor } from '../../torch/index.ts';
import { Module } from '../module.ts';
import type { Size2 } from './size.ts';

export interface MaxPool2dConfig {
  readonly kernelSize: Size2;
  /** Defaults to the kernel size. */
  readonly stride?: Size2;
  readonly padding?: Size2;
  readonly dilation?: Size2;
  readonly ceilMode?: boolean;
}

/** Largest value of each window: [N, C, H, W] → [N, C, H', W']. */
export class MaxPool2d extends Module {
  readonly config: Required<MaxPool2dConfig>;

  constructor(config: MaxPool2dConfig) {
    super();
    this.config = { stride: config.kernelSize, padding: 0, dilation: 1, ceilMode: false, ...config };
  }

  forward(x: Tensor): Tensor {
    return x.maxPool2d(this.config.kernelSize, this.config);
  }
}

export interface AvgPool2dConfig {
  readonly kernelSize: Size2;
  /** Defaults to the kernel size. */
  readonly stride?: Size2;
  readonly padding?: Size2;
  readonly ceilMode?: boolean;
  /** Count the padding's zeros in the means. */
  readonly countIncludePad?: boolean;
}

/** Mean of each window: [N, C, H, W] → [N, C, H', W']. */
export class AvgPool2d extends Module {
  readonly config: Required<AvgPool2dConfig>;

  constructor(config: AvgPool2dConfig) {
    super();
    this.config = { stride: config.kernelSize, padding: 0, ceilMode: false, countIncludePad: true, ...config };
  }

  forward(x: Tensor): Tensor {
    return x.avgPool2d(this.config.kernelSize, this.config);
  }
}

export interface AdaptiveAvgPool2dConfig {
  readonly outputSize: Size2;
}

/** Means over windows that give the output size: [N, C, H, W] → [N, C, …outputSize]. */
export class AdaptiveAvgPool2d extends Module {
  readonly config: AdaptiveAvgPool2dConfig;

  constructor(config: AdaptiveAvgPool2dConfig) {
    super();
    this.config = config;
  }

  forward(x: Tensor): Tensor {
    return x.adaptiveAvgPool2d(this.config.outputSize);
  }
}
