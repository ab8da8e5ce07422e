import { BatchNorm2d, Conv2d, DropPath, Hardsigmoid, Module, ReLU, Sequential, Sigmoid, SiLU } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';

/** The parts that EfficientNet and MobileNetV3 share, with torchvision's parameter names. */

export interface ConvNormConfig {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride?: number;
  readonly depthwise?: boolean;
  readonly norm: NormConfig;
  /** None: the block ends linear. */
  readonly activation?: () => Module;
}

export interface NormConfig {
  readonly eps: number;
  readonly momentum: number;
}

/** Convolution without bias, batch norm, activation. */
export function convNorm(config: ConvNormConfig): Sequential {
  const { inChannels, outChannels, kernelSize, stride = 1, depthwise = false, norm, activation } = config;
  const padding = (kernelSize - 1) / 2;
  const groups = depthwise ? inChannels : 1;
  return new Sequential([
    new Conv2d({ inChannels, outChannels, kernelSize, stride, padding, groups, bias: false }),
    new BatchNorm2d({ numFeatures: outChannels, ...norm }),
    ...(activation === undefined ? [] : [activation()]),
  ]);
}

export interface SqueezeExcitationConfig {
  readonly channels: number;
  readonly squeezed: number;
  /** MobileNetV3's piecewise linear functions, cheap on phones; else SiLU and sigmoid. */
  readonly hard: boolean;
}

/** Weighs the channels by what the whole image shows: [N, C, H, W] → the same. Hu et al., CVPR 2018. */
export class SqueezeExcitation extends Module {
  readonly fc1: Conv2d;
  readonly fc2: Conv2d;
  readonly activation: Module;
  readonly gate: Module;

  constructor({ channels, squeezed, hard }: SqueezeExcitationConfig) {
    super();
    this.fc1 = new Conv2d({ inChannels: channels, outChannels: squeezed, kernelSize: 1 });
    this.fc2 = new Conv2d({ inChannels: squeezed, outChannels: channels, kernelSize: 1 });
    this.activation = hard ? new ReLU({ inplace: true }) : new SiLU();
    this.gate = hard ? new Hardsigmoid() : new Sigmoid();
  }

  forward(x: Tensor): Tensor {
    const squeezed = this.activation.call(this.fc1.call(x.adaptiveAvgPool2d(1)));
    return x.mul(this.gate.call(this.fc2.call(squeezed)));
  }
}

export interface InvertedResidualConfig {
  readonly inChannels: number;
  /** Channels of the depthwise convolution. */
  readonly expanded: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly norm: NormConfig;
  readonly activation: () => Module;
  readonly squeeze?: Omit<SqueezeExcitationConfig, 'channels'>;
  readonly dropPath?: number;
}

/**
 * 1×1 that widens, depthwise convolution, squeeze-and-excitation, linear 1×1 that narrows; the input is added where the
 * shape stays. Sandler et al., "MobileNetV2", CVPR 2018.
 */
export class InvertedResidual extends Module {
  readonly block: Sequential;
  readonly dropPath: DropPath;
  readonly #residual: boolean;

  constructor(config: InvertedResidualConfig) {
    super();
    const { inChannels, expanded, outChannels, kernelSize, stride, norm, activation, squeeze } = config;
    const layers: Module[] = [];
    if (expanded !== inChannels)
      layers.push(convNorm({ inChannels, outChannels: expanded, kernelSize: 1, norm, activation }));
    const wide = { inChannels: expanded, outChannels: expanded };
    layers.push(convNorm({ ...wide, kernelSize, stride, depthwise: true, norm, activation }));
    if (squeeze !== undefined) layers.push(new SqueezeExcitation({ channels: expanded, ...squeeze }));
    layers.push(convNorm({ inChannels: expanded, outChannels, kernelSize: 1, norm }));
    this.block = new Sequential(layers);
    this.dropPath = new DropPath({ p: config.dropPath ?? 0 });
    this.#residual = stride === 1 && inChannels === outChannels;
  }

  forward(x: Tensor): Tensor {
    const y = this.block.call(x);
    return this.#residual ? this.dropPath.call(y).add_(x) : y;
  }
}
