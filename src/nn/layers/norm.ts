import {
  batchNorm,
  groupNorm,
  instanceNorm,
  isRecomputing,
  layerNorm,
  ones,
  type Tensor,
  zeros,
} from '../../torch/index.ts';
import { Module } from '../module.ts';
import { Buffer, Parameter } from '../parameter.ts';

export interface BatchNormConfig {
  readonly numFeatures: number;
  readonly eps?: number;
  /** Weight of the batch in the running statistics; null: they are the plain mean of all batches. */
  readonly momentum?: number | null;
  /** Learn a scale and a shift per channel. */
  readonly affine?: boolean;
}

/** Ioffe & Szegedy, ICML 2015: by the batch's statistics in training, by the running ones in evaluation. */
export abstract class BatchNorm extends Module {
  readonly config: Required<BatchNormConfig>;
  /** As configured; may be changed, as PyTorch's, to measure the statistics anew. */
  momentum: number | null;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly runningMean: Buffer;
  readonly runningVar: Buffer;
  readonly numBatchesTracked: Buffer;

  constructor(config: BatchNormConfig) {
    super();
    this.config = { eps: 1e-5, momentum: 0.1, affine: true, ...config };
    const { numFeatures, affine } = this.config;
    this.momentum = this.config.momentum;
    this.weight = affine ? new Parameter(ones([numFeatures])) : null;
    this.bias = affine ? new Parameter(zeros([numFeatures])) : null;
    this.runningMean = new Buffer(zeros([numFeatures]));
    this.runningVar = new Buffer(ones([numFeatures]));
    this.numBatchesTracked = new Buffer(zeros([], { dtype: 'i64' }), { optional: true });
  }

  forward(x: Tensor): Tensor {
    const { weight, bias, training } = this;
    const { eps } = this.config;
    // A block that is computed again for its gradient has been counted already.
    if (training && isRecomputing()) return batchNorm(x, weight, bias, null, null, true, 0, eps, true);
    if (training) this.numBatchesTracked.add_(1);
    const momentum = this.momentum ?? (training ? 1 / this.numBatchesTracked.item() : 0);
    return batchNorm(x, weight, bias, this.runningMean, this.runningVar, training, momentum, eps, true);
  }
}

/** Batch normalisation of [N, C] or [N, C, L] per channel. */
export class BatchNorm1d extends BatchNorm {}

/** Batch normalisation of [N, C, H, W] per channel. */
export class BatchNorm2d extends BatchNorm {}

/** Batch normalisation and ReLU as one layer, as most CNNs use them: the place for an operator that fuses the two. */
export class BatchNormReLU2d extends BatchNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x).relu_();
  }
}

export interface LayerNormConfig {
  /** Sizes of the last dimensions, over which to normalise. */
  readonly normalizedShape: number | readonly number[];
  readonly eps?: number;
  readonly affine?: boolean;
}

/** Layer normalisation over the last dimensions. Ba et al., 2016. */
export class LayerNorm extends Module {
  readonly config: Required<LayerNormConfig>;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #shape: readonly number[];
  readonly #options: Parameters<typeof layerNorm>[2];

  constructor(config: LayerNormConfig) {
    super();
    this.config = { eps: 1e-5, affine: true, ...config };
    const { normalizedShape, eps, affine } = this.config;
    this.#shape = typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
    this.weight = affine ? new Parameter(ones(this.#shape)) : null;
    this.bias = affine ? new Parameter(zeros(this.#shape)) : null;
    this.#options = { weight: this.weight, bias: this.bias, eps };
  }

  forward(x: Tensor): Tensor {
    return layerNorm(x, this.#shape, this.#options);
  }
}

export interface InstanceNormConfig {
  readonly numFeatures: number;
  readonly eps?: number;
  /** Learn a scale and a shift per channel. */
  readonly affine?: boolean;
}

/** Each image's each channel [N, C, H, W] to mean 0 and variance 1, in training and evaluation. Ulyanov et al., 2016. */
export class InstanceNorm2d extends Module {
  readonly config: Required<InstanceNormConfig>;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(config: InstanceNormConfig) {
    super();
    this.config = { eps: 1e-5, affine: false, ...config };
    const { numFeatures, affine } = this.config;
    this.weight = affine ? new Parameter(ones([numFeatures])) : null;
    this.bias = affine ? new Parameter(zeros([numFeatures])) : null;
  }

  forward(x: Tensor): Tensor {
    return instanceNorm(x, this.weight, this.bias, null, null, true, 0, this.config.eps, true);
  }
}

export interface GroupNormConfig {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps?: number;
  readonly affine?: boolean;
}

/** Group normalisation of [N, C, …]. Wu & He, ECCV 2018. */
export class GroupNorm extends Module {
  readonly config: Required<GroupNormConfig>;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #options: Parameters<typeof groupNorm>[2];

  constructor(config: GroupNormConfig) {
    super();
    this.config = { eps: 1e-5, affine: true, ...config };
    const { numGroups, numChannels, eps, affine } = this.config;
    if (numChannels % numGroups !== 0)
      throw new RangeError(`${numGroups} groups do not divide ${numChannels} channels`);
    this.weight = affine ? new Parameter(ones([numChannels])) : null;
    this.bias = affine ? new Parameter(zeros([numChannels])) : null;
    this.#options = { weight: this.weight, bias: this.bias, eps };
  }

  forward(x: Tensor): Tensor {
    return groupNorm(x, this.config.numGroups, this.#options);
  }
}
