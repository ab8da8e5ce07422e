import { Conv2d, Dropout, Linear } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { exactly } from './head.ts';

/**
 * The first convolutional network of many a course: two 3×3 convolutions of 8 and 16 channels with ReLU, one max pooling,
 * one linear layer. 32,618 parameters on MNIST.
 */
export class Cnn extends ImageClassifier {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly dropout: Dropout;
  readonly fc: Linear;
  readonly numFeatures = 16;
  readonly featureInfo: readonly FeatureStage[] = [{ channels: 16, stride: 1, module: 'conv2' }];
  readonly weightLayout: WeightLayout = { firstConv: 'conv1', classifier: 'fc' };
  readonly #imageSize: number;

  constructor(options: ClassifierOptions) {
    super();
    const { numClasses, inChannels = 1, imageSize = 28, dropRate = 0 } = options;
    this.conv1 = new Conv2d({ inChannels, outChannels: 8, kernelSize: 3, padding: 1 });
    this.conv2 = new Conv2d({ inChannels: 8, outChannels: 16, kernelSize: 3, padding: 1 });
    this.dropout = new Dropout({ p: dropRate });
    this.fc = new Linear({ inFeatures: 16 * Math.floor(imageSize / 2) ** 2, outFeatures: numClasses });
    this.#imageSize = imageSize;
  }

  override sizeProblem(height: number, width: number): string | null {
    return exactly(this.#imageSize, height, width);
  }

  forwardFeatures(x: Tensor): Tensor {
    const edges = this.conv1.call(x).relu_();
    return this.conv2.call(edges).relu_().maxPool2d(2);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const flat = features.flatten({ startDim: 1 });
    return options.preLogits ? flat : this.fc.call(this.dropout.call(flat));
  }
}

export const cnn = (options: ClassifierOptions) => new Cnn(options);
