import { Conv2d, Dropout, Hardswish, init, Linear, ReLU, Sequential } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { throughHead } from './head.ts';
import { convNorm, InvertedResidual } from './inverted-residual.ts';

/** Of the blocks: channels in, kernel, expanded, out, squeezed (0: no squeeze), hard swish, stride (table 2 of the paper). */
const BLOCKS = [
  [16, 3, 16, 16, 8, false, 2],
  [16, 3, 72, 24, 0, false, 2],
  [24, 3, 88, 24, 0, false, 1],
  [24, 5, 96, 40, 24, true, 2],
  [40, 5, 240, 40, 64, true, 1],
  [40, 5, 240, 40, 64, true, 1],
  [40, 5, 120, 48, 32, true, 1],
  [48, 5, 144, 48, 40, true, 1],
  [48, 5, 288, 96, 72, true, 2],
  [96, 5, 576, 96, 144, true, 1],
  [96, 5, 576, 96, 144, true, 1],
] as const;
const WIDTH = 576;
const norm = { eps: 1e-3, momentum: 0.01 };
const hardswish = () => new Hardswish();

/**
 * MobileNetV3-Small with torchvision's parameter names; dropout 0.2 unless told otherwise. Howard et al., "Searching for
 * MobileNetV3", ICCV 2019. Reference: torchvision/models/mobilenetv3.py.
 */
export class MobileNetV3 extends ImageClassifier {
  readonly features: Sequential;
  readonly classifier: Sequential;
  readonly numFeatures = WIDTH;
  readonly featureInfo: readonly FeatureStage[] = [
    { channels: 16, stride: 2, module: 'features.0' },
    { channels: 16, stride: 4, module: 'features.1' },
    { channels: 24, stride: 8, module: 'features.3' },
    { channels: 48, stride: 16, module: 'features.8' },
    { channels: WIDTH, stride: 32, module: 'features.12' },
  ];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0.0', classifier: 'classifier.3' };

  constructor(options: ClassifierOptions) {
    super();
    const { numClasses, inChannels = 3, dropRate = 0.2, dropPathRate = 0 } = options;
    const blocks = BLOCKS.map(([from, kernelSize, expanded, outChannels, squeezed, hard, stride], i) => {
      return new InvertedResidual({
        ...{ inChannels: from, expanded, outChannels, kernelSize, stride, norm },
        activation: hard ? hardswish : () => new ReLU({ inplace: true }),
        squeeze: squeezed > 0 ? { squeezed, hard: true } : undefined,
        dropPath: (dropPathRate * i) / (BLOCKS.length - 1),
      });
    });
    this.features = new Sequential([
      convNorm({ inChannels, outChannels: 16, kernelSize: 3, stride: 2, norm, activation: hardswish }),
      ...blocks,
      convNorm({ inChannels: 96, outChannels: WIDTH, kernelSize: 1, norm, activation: hardswish }),
    ]);
    this.classifier = new Sequential([
      new Linear({ inFeatures: WIDTH, outFeatures: 1024 }),
      new Hardswish(),
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: 1024, outFeatures: numClasses }),
    ]);
    this.#initialise();
  }

  #initialise(): void {
    for (const module of this.modules()) {
      if (module instanceof Conv2d) init.kaimingNormal_(module.weight, { mode: 'fanOut' });
      else if (module instanceof Linear) init.normal_(module.weight, 0, 0.01);
      else continue;
      if (module.bias !== null) init.constant_(module.bias, 0);
    }
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.features.call(x);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    return throughHead(this.classifier, features.adaptiveAvgPool2d(1).flatten({ startDim: 1 }), options);
  }
}

export const mobilenetV3Small = (options: ClassifierOptions) => new MobileNetV3(options);
