import { conv2d, convTranspose2d, empty, type Tensor } from '../../torch/index.ts';
import { Module } from '../module.ts';
import { Parameter } from '../parameter.ts';
import { resetLikeTorch } from './linear.ts';
import { pair, type Size2 } from './size.ts';

export interface Conv2dConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: Size2;
  readonly stride?: Size2;
  readonly padding?: Size2;
  readonly dilation?: Size2;
  readonly groups?: number;
  readonly bias?: boolean;
}

/** 2-D convolution: [N, inChannels, H, W] → [N, outChannels, H', W']. */
export class Conv2d extends Module {
  readonly config: Required<Conv2dConfig>;
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #options: Parameters<typeof conv2d>[2];

  constructor(config: Conv2dConfig) {
    super();
    this.config = { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true, ...config };
    const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias } = this.config;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(`${groups} groups do not divide ${inChannels} → ${outChannels} channels`);
    }
    this.weight = new Parameter(empty([outChannels, inChannels / groups, ...pair(kernelSize)]));
    this.bias = bias ? new Parameter(empty([outChannels])) : null;
    resetLikeTorch(this.weight, this.bias);
    this.#options = { bias: this.bias, stride, padding, dilation, groups }; // one object for all calls
  }

  forward(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.#options);
  }
}

export interface ConvTranspose2dConfig extends Conv2dConfig {
  /** Rows and columns to add at one side of the output. */
  readonly outputPadding?: Size2;
}

/** Transposed 2-D convolution (the gradient of a convolution): [N, inChannels, H, W] → [N, outChannels, H', W']. */
export class ConvTranspose2d extends Module {
  readonly config: Required<ConvTranspose2dConfig>;
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #options: Parameters<typeof convTranspose2d>[2];

  constructor(config: ConvTranspose2dConfig) {
    super();
    this.config = { stride: 1, padding: 0, outputPadding: 0, dilation: 1, groups: 1, bias: true, ...config };
    const { inChannels, outChannels, kernelSize, stride, padding, outputPadding, dilation, groups, bias } = this.config;
    if (inChannels % groups !== 0 || outChannels % groups !== 0) {
      throw new RangeError(`${groups} groups do not divide ${inChannels} → ${outChannels} channels`);
    }
    this.weight = new Parameter(empty([inChannels, outChannels / groups, ...pair(kernelSize)]));
    this.bias = bias ? new Parameter(empty([outChannels])) : null;
    resetLikeTorch(this.weight, this.bias);
    this.#options = { bias: this.bias, stride, padding, outputPadding, dilation, groups };
  }

  forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, this.#options);
  }
}
