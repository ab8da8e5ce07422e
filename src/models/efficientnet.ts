import { Conv2d, Dropout, init, Linear, type Module, Sequential, SiLU } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { throughHead } from './head.ts';
import { convNorm, InvertedResidual } from './inverted-residual.ts';

/** Of EfficientNet-B0's stages: expansion, kernel, stride, channels in and out, blocks (table 1 of the paper). */
const STAGES = [
  [1, 3, 1, 32, 16, 1],
  [6, 3, 2, 16, 24, 2],
  [6, 5, 2, 24, 40, 2],
  [6, 3, 2, 40, 80, 3],
  [6, 5, 1, 80, 112, 3],
  [6, 5, 2, 112, 192, 4],
  [6, 3, 1, 192, 320, 1],
] as const;
const DEPTH = STAGES.reduce((sum, [, , , , , blocks]) => sum + blocks, 0);
const WIDTH = 1280;
const norm = { eps: 1e-5, momentum: 0.1 };
const activation = () => new SiLU();

/**
 * EfficientNet-B0 with torchvision's parameter names; stochastic depth 0.2 and dropout 0.2 unless told otherwise.
 * Tan & Le, "EfficientNet: Rethinking model scaling for convolutional neural networks", ICML 2019. Reference:
 * torchvision/models/efficientnet.py.
 */
export class EfficientNet extends ImageClassifier {
  readonly features: Sequential;
  readonly classifier: Sequential;
  readonly numFeatures = WIDTH;
  readonly featureInfo: readonly FeatureStage[] = [
    { channels: 16, stride: 2, module: 'features.1' },
    { channels: 24, stride: 4, module: 'features.2' },
    { channels: 40, stride: 8, module: 'features.3' },
    { channels: 112, stride: 16, module: 'features.5' },
    { channels: WIDTH, stride: 32, module: 'features.8' },
  ];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0.0', classifier: 'classifier.1' };

  constructor(options: ClassifierOptions) {
    super();
    const { numClasses, inChannels = 3, dropRate = 0.2, dropPathRate = 0.2 } = options;
    let index = 0;
    const stages = STAGES.map(([expansion, kernelSize, stride, from, to, blocks]): Module => {
      const list = Array.from({ length: blocks }, (_, i) => {
        const input = i === 0 ? from : to;
        return new InvertedResidual({
          ...{ inChannels: input, expanded: input * expansion, outChannels: to, kernelSize, norm, activation },
          stride: i === 0 ? stride : 1,
          squeeze: { squeezed: input / 4, hard: false },
          dropPath: (dropPathRate * index++) / DEPTH,
        });
      });
      return stageOf(list, options.gradientCheckpointing);
    });
    this.features = new Sequential([
      convNorm({ inChannels, outChannels: 32, kernelSize: 3, stride: 2, norm, activation }),
      ...stages,
      convNorm({ inChannels: 320, outChannels: WIDTH, kernelSize: 1, norm, activation }),
    ]);
    this.classifier = new Sequential([
      new Dropout({ p: dropRate }),
      new Linear({ inFeatures: WIDTH, outFeatures: numClasses }),
    ]);
    this.#initialise();
  }

  #initialise(): void {
    for (const module of this.modules()) {
      if (module instanceof Conv2d) init.kaimingNormal_(module.weight, { mode: 'fanOut' });
      else if (module instanceof Linear) {
        const bound = 1 / Math.sqrt(module.config.outFeatures);
        init.uniform_(module.weight, -bound, bound);
      } else continue;
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

export const efficientnetB0 = (options: ClassifierOptions) => new EfficientNet(options);
