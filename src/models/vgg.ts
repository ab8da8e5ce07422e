import { Conv2d, Dropout, init, Linear, MaxPool2d, type Module, ReLU, Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { atLeast, throughHead } from './head.ts';

export interface VggOptions extends ClassifierOptions {
  /** 3×3 convolutions of each of the five stages; their channels are 64, 128, 256, 512, 512. */
  stages: readonly number[];
}

const WIDTHS = [64, 128, 256, 512, 512];
const relu = () => new ReLU({ inplace: true });

/**
 * VGG with torchvision's parameter names. Simonyan & Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", ICLR 2015. Reference: torchvision/models/vgg.py.
 */
export class Vgg extends ImageClassifier {
  readonly features: Sequential;
  readonly classifier: Sequential;
  readonly numFeatures = 512;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0', classifier: 'classifier.6' };

  constructor(options: VggOptions) {
    super();
    const { numClasses, stages, inChannels = 3, dropRate = 0.5 } = options;
    const layers: Module[] = [];
    const info: FeatureStage[] = [];
    let channels = inChannels;
    for (const [i, length] of stages.entries()) {
      const width = WIDTHS[i]!;
      for (let k = 0; k < length; k++) {
        layers.push(new Conv2d({ inChannels: channels, outChannels: width, kernelSize: 3, padding: 1 }), relu());
        channels = width;
      }
      info.push({ channels, stride: 2 ** i, module: `features.${layers.length - 1}` });
      layers.push(new MaxPool2d({ kernelSize: 2 }));
    }
    this.features = new Sequential(layers);
    this.featureInfo = [...info, { channels, stride: 32, module: `features.${layers.length - 1}` }];
    this.classifier = new Sequential([
      new Linear({ inFeatures: 512 * 7 * 7, outFeatures: 4096 }),
      relu(),
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: 4096, outFeatures: 4096 }),
      relu(),
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: 4096, outFeatures: numClasses }),
    ]);
    this.#initialise();
  }

  #initialise(): void {
    for (const module of this.modules()) {
      if (module instanceof Conv2d) init.kaimingNormal_(module.weight, { mode: 'fanOut', nonlinearity: 'relu' });
      else if (module instanceof Linear) init.normal_(module.weight, 0, 0.01);
      else continue;
      init.constant_(module.bias!, 0);
    }
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(32, height, width);
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.features.call(x);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    return throughHead(this.classifier, features.adaptiveAvgPool2d(7).flatten({ startDim: 1 }), options);
  }
}

export const vgg16 = (options: ClassifierOptions) => new Vgg({ ...options, stages: [2, 2, 3, 3, 3] });
