import { AvgPool2d, Conv2d, DropPath, InstanceNorm2d, Module, Sequential } from '../../nn/index.ts';
import type { Tensor } from '../../torch/index.ts';

/** Of leaky ReLU, as nnU-Net sets it. */
export const SLOPE = 0.01;

export interface ConvNormConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize?: number;
  readonly stride?: number;
  readonly bias?: boolean;
  readonly activation?: boolean;
}

/** Convolution, instance norm and, unless told otherwise, leaky ReLU. */
export class ConvNorm extends Module {
  readonly conv: Conv2d;
  readonly norm: InstanceNorm2d;
  readonly #activation: boolean;

  constructor(config: ConvNormConfig) {
    super();
    const { inChannels, outChannels, kernelSize = 3, stride = 1, bias = true, activation = true } = config;
    const padding = (kernelSize - 1) / 2;
    this.conv = new Conv2d({ inChannels, outChannels, kernelSize, stride, padding, bias });
    this.norm = new InstanceNorm2d({ numFeatures: outChannels, affine: true });
    this.#activation = activation;
  }

  forward(x: Tensor): Tensor {
    const y = this.norm.call(this.conv.call(x));
    return this.#activation ? y.leakyRelu({ negativeSlope: SLOPE }) : y;
  }
}

/** Convolutions one after the other. */
export class ConvStack extends Module {
  readonly convs: Sequential;

  constructor(configs: readonly ConvNormConfig[]) {
    super();
    this.convs = new Sequential(configs.map((config) => new ConvNorm(config)));
  }

  forward(x: Tensor): Tensor {
    return this.convs.call(x);
  }
}

export interface ResidualBlockConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly stride: number;
  readonly dropPath: number;
}

/** Two convolutions beside a shortcut that halves by averaging: ResNet-D's block. He et al., CVPR 2019, arXiv:1812.01187. */
export class ResidualBlock extends Module {
  readonly conv1: ConvNorm;
  readonly conv2: ConvNorm;
  readonly dropPath: DropPath;
  readonly skip: Sequential | null;

  constructor({ inChannels, outChannels, stride, dropPath }: ResidualBlockConfig) {
    super();
    this.conv1 = new ConvNorm({ inChannels, outChannels, stride });
    this.conv2 = new ConvNorm({ inChannels: outChannels, outChannels, activation: false });
    this.dropPath = new DropPath({ p: dropPath });
    const skip: Module[] = stride > 1 ? [new AvgPool2d({ kernelSize: stride })] : [];
    if (inChannels !== outChannels)
      skip.push(new ConvNorm({ inChannels, outChannels, kernelSize: 1, bias: false, activation: false }));
    this.skip = skip.length > 0 ? new Sequential(skip) : null;
  }

  forward(x: Tensor): Tensor {
    const branch = this.dropPath.call(this.conv2.call(this.conv1.call(x)));
    return branch.add(this.skip === null ? x : this.skip.call(x)).leakyRelu({ negativeSlope: SLOPE });
  }
}
