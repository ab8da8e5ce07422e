import { Dropout, Linear } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, ImageClassifier, type WeightLayout } from './classifier.ts';
import { exactly } from './head.ts';

export interface MlpOptions extends ClassifierOptions {
  /** Units of the hidden layer. */
  hidden?: number;
}

/** The first network of many a course: the image as one row of numbers, one hidden layer with ReLU (784–50–10 on MNIST). */
export class Mlp extends ImageClassifier {
  readonly fc1: Linear;
  readonly dropout: Dropout;
  readonly fc2: Linear;
  readonly numFeatures: number;
  readonly featureInfo = [];
  readonly weightLayout: WeightLayout = { firstConv: null, classifier: 'fc2' };
  readonly #imageSize: number;

  constructor(options: MlpOptions) {
    super();
    const { numClasses, inChannels = 1, imageSize = 28, hidden = 50, dropRate = 0 } = options;
    this.fc1 = new Linear({ inFeatures: inChannels * imageSize ** 2, outFeatures: hidden });
    this.dropout = new Dropout({ p: dropRate });
    this.fc2 = new Linear({ inFeatures: hidden, outFeatures: numClasses });
    this.numFeatures = hidden;
    this.#imageSize = imageSize;
  }

  override sizeProblem(height: number, width: number): string | null {
    return exactly(this.#imageSize, height, width);
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.fc1.call(x.flatten({ startDim: 1 })).relu_();
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    return options.preLogits ? features : this.fc2.call(this.dropout.call(features));
  }
}

export const mlp = (options: ClassifierOptions) => new Mlp(options);
