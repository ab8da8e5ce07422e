import { BatchNorm2d, BatchNormReLU2d, Conv2d, Dropout, init, Linear, Module, type Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';

const conv3 = (inChannels: number, outChannels: number, stride = 1) =>
  new Conv2d({ inChannels, outChannels, kernelSize: 3, stride, padding: 1, bias: false });

class Block extends Module {
  readonly conv1: Conv2d;
  readonly bn1: BatchNormReLU2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly #stride: number;

  constructor(inChannels: number, outChannels: number, stride: number) {
    super();
    this.conv1 = conv3(inChannels, outChannels, stride);
    this.bn1 = new BatchNormReLU2d({ numFeatures: outChannels });
    this.conv2 = conv3(outChannels, outChannels);
    this.bn2 = new BatchNorm2d({ numFeatures: outChannels });
    this.#stride = stride;
  }

  forward(x: Tensor): Tensor {
    const branch = this.bn2.call(this.conv2.call(this.bn1.call(this.conv1.call(x))));
    return branch.add_(this.#shortcut(x, branch.size(1))).relu_();
  }

  /** "Option A": no weights; every other pixel, and zeros for the new channels, half of them on each side. */
  #shortcut(x: Tensor, channels: number): Tensor {
    if (this.#stride === 1) return x;
    const side = (channels - x.size(1)) / 2;
    const every = (y: Tensor, dim: number) => y.slice({ dim, step: this.#stride });
    return every(every(x, 2), 3).pad([0, 0, 0, 0, side, side]);
  }
}

export interface ResNetCifarOptions extends ClassifierOptions {
  /** Blocks of each of the three stages; 3 give 20 layers, n give 6n + 2. */
  blocks: number;
}

/**
 * The ResNet of the paper's CIFAR-10 section, for small images: 16, 32, 64 channels, shortcuts without weights.
 * He et al., CVPR 2016, section 4.2. Parameter names as in akamaster/pytorch_resnet_cifar10, whose weights load.
 */
export class ResNetCifar extends ImageClassifier {
  readonly conv1: Conv2d;
  readonly bn1: BatchNormReLU2d;
  readonly layer1: Sequential;
  readonly layer2: Sequential;
  readonly layer3: Sequential;
  readonly dropout: Dropout;
  readonly linear: Linear;
  readonly numFeatures = 64;
  readonly featureInfo: readonly FeatureStage[] = [1, 2, 3].map((i) => {
    return { channels: 8 * 2 ** i, stride: 2 ** (i - 1), module: `layer${i}` };
  });
  readonly weightLayout: WeightLayout = { firstConv: 'conv1', classifier: 'linear' };

  constructor(options: ResNetCifarOptions) {
    super();
    const { numClasses, blocks, inChannels = 3, dropRate = 0 } = options;
    const stage = (from: number, to: number, stride: number) => {
      const list = Array.from({ length: blocks }, (_, i) => new Block(i === 0 ? from : to, to, i === 0 ? stride : 1));
      return stageOf(list, options.gradientCheckpointing);
    };
    this.conv1 = conv3(inChannels, 16);
    this.bn1 = new BatchNormReLU2d({ numFeatures: 16 });
    this.layer1 = stage(16, 16, 1);
    this.layer2 = stage(16, 32, 2);
    this.layer3 = stage(32, 64, 2);
    this.dropout = new Dropout({ p: dropRate });
    this.linear = new Linear({ inFeatures: 64, outFeatures: numClasses });
    for (const module of this.modules()) {
      if (module instanceof Conv2d || module instanceof Linear) init.kaimingNormal_(module.weight);
    }
  }

  forwardFeatures(x: Tensor): Tensor {
    let y = this.bn1.call(this.conv1.call(x));
    for (const stage of [this.layer1, this.layer2, this.layer3]) y = stage.call(y);
    return y;
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = features.adaptiveAvgPool2d(1).flatten({ startDim: 1 });
    return options.preLogits ? pooled : this.linear.call(this.dropout.call(pooled));
  }
}

export const resnet20Cifar = (options: ClassifierOptions) => new ResNetCifar({ ...options, blocks: 3 });
