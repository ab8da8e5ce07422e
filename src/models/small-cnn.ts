import { BatchNormReLU2d, Conv2d, Dropout, Linear, MaxPool2d, type Module, Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';

export interface SmallCnnOptions extends ClassifierOptions {
  /** Channels of the stages; each stage after the first works at half the resolution. */
  widths?: readonly number[];
}

/** Two 3×3 convolutions, each with batch norm and ReLU. */
function stage(inChannels: number, outChannels: number): Sequential {
  const conv = (from: number) => new Conv2d({ inChannels: from, outChannels, kernelSize: 3, padding: 1, bias: false });
  return new Sequential({
    conv1: conv(inChannels),
    norm1: new BatchNormReLU2d({ numFeatures: outChannels }),
    conv2: conv(outChannels),
    norm2: new BatchNormReLU2d({ numFeatures: outChannels }),
  });
}

/**
 * A small plain CNN for images of any size and number of channels: stages of two convolutions with max pooling between
 * them, global average pooling, one linear layer. The shape of VGG (Simonyan & Zisserman, ICLR 2015) with batch norm;
 * 0.29 M parameters for two classes.
 */
export class SmallCnn extends ImageClassifier {
  readonly features: Sequential;
  readonly dropout: Dropout;
  classifier: Linear;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'features.stage1.conv1', classifier: 'classifier' };

  constructor(options: SmallCnnOptions) {
    super();
    const { numClasses, inChannels = 3, widths = [16, 32, 64, 128], dropRate = 0 } = options;
    const features: Record<string, Module> = {};
    for (const [i, width] of widths.entries()) {
      if (i > 0) features[`pool${i}`] = new MaxPool2d({ kernelSize: 2 });
      features[`stage${i + 1}`] = stage(widths[i - 1] ?? inChannels, width);
    }
    this.features = new Sequential(features);
    this.numFeatures = widths.at(-1)!;
    this.featureInfo = widths.map((channels, i) => ({ channels, stride: 2 ** i, module: `features.stage${i + 1}` }));
    this.dropout = new Dropout({ p: dropRate });
    this.classifier = new Linear({ inFeatures: this.numFeatures, outFeatures: numClasses });
  }

  override sizeProblem(height: number, width: number): string | null {
    const least = this.featureInfo.at(-1)!.stride;
    return Math.min(height, width) < least ? `at least ${least} × ${least} pixels` : null;
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.features.call(x);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = features.adaptiveAvgPool2d(1).flatten({ startDim: 1 });
    return options.preLogits ? pooled : this.classifier.call(this.dropout.call(pooled));
  }
}

export const smallCnn = (options: ClassifierOptions) => new SmallCnn(options);
