import { Conv2d, Dropout, Linear } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { exactly } from './head.ts';

export interface LeNet5Options extends ClassifierOptions {
  /** Tanh and average pooling, as in 1998; else ReLU and max pooling, as it is built today. */
  original?: boolean;
}

/**
 * LeNet-5: two 5×5 convolutions with pooling, three linear layers; 61,706 parameters on MNIST. The first convolution pads
 * by 2 pixels, which makes of MNIST's 28 pixels the 32 of the paper. Full connections and a linear output instead of the
 * paper's connection table and radial basis functions. LeCun et al., Proceedings of the IEEE 86(11), 1998.
 */
export class LeNet5 extends ImageClassifier {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly fc1: Linear;
  readonly fc2: Linear;
  readonly dropout: Dropout;
  readonly fc3: Linear;
  readonly numFeatures = 16;
  readonly featureInfo: readonly FeatureStage[] = [
    { channels: 6, stride: 1, module: 'conv1' },
    { channels: 16, stride: 2, module: 'conv2' },
  ];
  readonly weightLayout: WeightLayout = { firstConv: 'conv1', classifier: 'fc3' };
  readonly #imageSize: number;
  readonly #original: boolean;

  constructor(options: LeNet5Options) {
    super();
    const { numClasses, inChannels = 1, imageSize = 28, dropRate = 0, original = false } = options;
    const side = Math.max(0, Math.floor((Math.floor(imageSize / 2) - 4) / 2));
    this.conv1 = new Conv2d({ inChannels, outChannels: 6, kernelSize: 5, padding: 2 });
    this.conv2 = new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
    this.fc1 = new Linear({ inFeatures: 16 * Math.max(1, side) ** 2, outFeatures: 120 });
    this.fc2 = new Linear({ inFeatures: 120, outFeatures: 84 });
    this.dropout = new Dropout({ p: dropRate });
    this.fc3 = new Linear({ inFeatures: 84, outFeatures: numClasses });
    this.#imageSize = imageSize;
    this.#original = original;
  }

  override sizeProblem(height: number, width: number): string | null {
    if (Math.min(height, width) < 12) return 'at least 12 × 12 pixels';
    return exactly(this.#imageSize, height, width);
  }

  #activate(x: Tensor): Tensor {
    return this.#original ? x.tanh() : x.relu_();
  }

  #pool(x: Tensor): Tensor {
    return this.#original ? x.avgPool2d(2) : x.maxPool2d(2);
  }

  forwardFeatures(x: Tensor): Tensor {
    const small = this.#pool(this.#activate(this.conv1.call(x)));
    return this.#pool(this.#activate(this.conv2.call(small)));
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const hidden = this.#activate(this.fc1.call(features.flatten({ startDim: 1 })));
    const last = this.#activate(this.fc2.call(hidden));
    return options.preLogits ? last : this.fc3.call(this.dropout.call(last));
  }
}

export const lenet5 = (options: ClassifierOptions) => new LeNet5(options);
