import { Conv2d, Dropout, Linear, MaxPool2d, ReLU, Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { atLeast, throughHead } from './head.ts';

const relu = () => new ReLU({ inplace: true });
const pool = () => new MaxPool2d({ kernelSize: 3, stride: 2 });

/**
 * AlexNet in the form for one device, with torchvision's parameter names: Krizhevsky, "One weird trick for parallelizing
 * convolutional neural networks", 2014, arXiv:1404.5997. Reference: torchvision/models/alexnet.py.
 */
export class AlexNet extends ImageClassifier {
  readonly features: Sequential;
  readonly classifier: Sequential;
  readonly numFeatures = 256;
  readonly featureInfo: readonly FeatureStage[] = [
    { channels: 64, stride: 4, module: 'features.1' },
    { channels: 192, stride: 8, module: 'features.4' },
    { channels: 256, stride: 16, module: 'features.11' },
    { channels: 256, stride: 32, module: 'features.12' },
  ];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0', classifier: 'classifier.6' };

  constructor(options: ClassifierOptions) {
    super();
    const { numClasses, inChannels = 3, dropRate = 0.5 } = options;
    const conv3 = (from: number, to: number) =>
      new Conv2d({ inChannels: from, outChannels: to, kernelSize: 3, padding: 1 });
    this.features = new Sequential([
      new Conv2d({ inChannels, outChannels: 64, kernelSize: 11, stride: 4, padding: 2 }),
      relu(),
      pool(),
      new Conv2d({ inChannels: 64, outChannels: 192, kernelSize: 5, padding: 2 }),
      relu(),
      pool(),
      conv3(192, 384),
      relu(),
      conv3(384, 256),
      relu(),
      conv3(256, 256),
      relu(),
      pool(),
    ]);
    this.classifier = new Sequential([
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: 256 * 6 * 6, outFeatures: 4096 }),
      relu(),
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: 4096, outFeatures: 4096 }),
      relu(),
      new Linear({ inFeatures: 4096, outFeatures: numClasses }),
    ]);
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(63, height, width);
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.features.call(x);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    return throughHead(this.classifier, features.adaptiveAvgPool2d(6).flatten({ startDim: 1 }), options);
  }
}

export const alexnet = (options: ClassifierOptions) => new AlexNet(options);
