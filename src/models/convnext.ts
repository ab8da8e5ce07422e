import {
  Conv2d,
  DropPath,
  Flatten,
  GELU,
  init,
  LayerNorm,
  Linear,
  Module,
  Parameter,
  Sequential,
} from '../nn/index.ts';
import { full, type Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { atLeast, throughHead } from './head.ts';

/** [N, C, H, W] → [N, H, W, C] and back. */
const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

class Permute extends Module {
  readonly #order: readonly number[];

  constructor(order: readonly number[]) {
    super();
    this.#order = order;
  }

  forward(x: Tensor): Tensor {
    return x.permute(this.#order);
  }
}

/** Over the channels of [N, C, H, W], pixel by pixel. */
class LayerNorm2d extends LayerNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x.permute(TO_LAST)).permute(TO_FIRST);
  }
}

const layerNorm2d = (channels: number) => new LayerNorm2d({ normalizedShape: channels, eps: 1e-6 });

/** 7×7 depthwise convolution, norm, 1×1 to four times the channels and back; scaled per channel and added to the input. */
class Block extends Module {
  readonly layerScale: Parameter;
  readonly block: Sequential;
  readonly dropPath: DropPath;

  constructor(channels: number, dropPath: number) {
    super();
    this.layerScale = new Parameter(full([channels, 1, 1], 1e-6));
    this.block = new Sequential([
      new Conv2d({ inChannels: channels, outChannels: channels, kernelSize: 7, padding: 3, groups: channels }),
      new Permute(TO_LAST),
      new LayerNorm({ normalizedShape: channels, eps: 1e-6 }),
      new Linear({ inFeatures: channels, outFeatures: 4 * channels }),
      new GELU(),
      new Linear({ inFeatures: 4 * channels, outFeatures: channels }),
      new Permute(TO_FIRST),
    ]);
    this.dropPath = new DropPath({ p: dropPath });
  }

  forward(x: Tensor): Tensor {
    return this.dropPath.call(this.block.call(x).mul(this.layerScale)).add_(x);
  }
}

export interface ConvNeXtOptions extends ClassifierOptions {
  /** Blocks of the four stages. */
  blocks: readonly number[];
  /** Channels of the four stages. */
  widths: readonly number[];
}

/**
 * ConvNeXt with torchvision's parameter names; stochastic depth 0.1 unless told otherwise. Liu et al., "A ConvNet for the
 * 2020s", CVPR 2022. Reference: torchvision/models/convnext.py.
 */
export class ConvNeXt extends ImageClassifier {
  readonly features: Sequential;
  readonly classifier: Sequential;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0.0', classifier: 'classifier.2' };

  constructor(options: ConvNeXtOptions) {
    super();
    const { numClasses, blocks, widths, inChannels = 3, dropPathRate = 0.1 } = options;
    const depth = blocks.reduce((sum, n) => sum + n);
    let index = 0;
    const layers: Module[] = [];
    for (const [i, width] of widths.entries()) {
      layers.push(
        i === 0
          ? new Sequential([
              new Conv2d({ inChannels, outChannels: width, kernelSize: 4, stride: 4 }),
              layerNorm2d(width),
            ])
          : new Sequential([
              layerNorm2d(widths[i - 1]!),
              new Conv2d({ inChannels: widths[i - 1]!, outChannels: width, kernelSize: 2, stride: 2 }),
            ]),
      );
      const dropPath = () => (dropPathRate * index++) / (depth - 1);
      const stage = Array.from({ length: blocks[i]! }, () => new Block(width, dropPath()));
      layers.push(stageOf(stage, options.gradientCheckpointing));
    }
    this.features = new Sequential(layers);
    this.numFeatures = widths.at(-1)!;
    this.featureInfo = widths.map((channels, i) => ({ channels, stride: 4 * 2 ** i, module: `features.${2 * i + 1}` }));
    this.classifier = new Sequential([
      layerNorm2d(this.numFeatures),
      new Flatten(),
      new Linear({ inFeatures: this.numFeatures, outFeatures: numClasses }),
    ]);
    for (const module of this.modules()) {
      if (!(module instanceof Conv2d || module instanceof Linear)) continue;
      init.truncatedNormal_(module.weight, { std: 0.02 });
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
    return throughHead(this.classifier, features.adaptiveAvgPool2d(1), options);
  }
}

export const convnextTiny = (options: ClassifierOptions) =>
  new ConvNeXt({ ...options, blocks: [3, 3, 9, 3], widths: [96, 192, 384, 768] });
