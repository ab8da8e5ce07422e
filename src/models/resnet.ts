import {
  BatchNorm2d,
  BatchNormReLU2d,
  Conv2d,
  Dropout,
  DropPath,
  init,
  Linear,
  MaxPool2d,
  Module,
  Sequential,
} from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { HF_RESNET } from './weights/dialects.ts';

/** A block's channels in, the width of its 3×3 convolution, its stride, and its probability to be dropped. */
interface BlockConfig {
  readonly inChannels: number;
  readonly width: number;
  readonly stride: number;
  readonly dropPath: number;
}

const conv = (inChannels: number, outChannels: number, kernelSize: number, stride = 1) =>
  new Conv2d({ inChannels, outChannels, kernelSize, stride, padding: (kernelSize - 1) / 2, bias: false });

/** A 1×1 convolution where the block changes the shape, else nothing. */
function shortcut({ inChannels, stride }: BlockConfig, outChannels: number): Sequential | null {
  if (stride === 1 && inChannels === outChannels) return null;
  return new Sequential([conv(inChannels, outChannels, 1, stride), new BatchNorm2d({ numFeatures: outChannels })]);
}

/** x + branch(x), then ReLU; in place, on the branch's own memory. */
function joined(branch: Tensor, x: Tensor, downsample: Sequential | null): Tensor {
  return branch.add_(downsample === null ? x : downsample.call(x)).relu_();
}

/** Two 3×3 convolutions: [N, inChannels, H, W] → [N, width, H ÷ stride, W ÷ stride]. */
class BasicBlock extends Module {
  static readonly expansion = 1;
  readonly conv1: Conv2d;
  readonly bn1: BatchNormReLU2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNorm2d;
  readonly dropPath: DropPath;
  readonly downsample: Sequential | null;

  constructor(config: BlockConfig) {
    super();
    const { inChannels, width, stride, dropPath } = config;
    this.conv1 = conv(inChannels, width, 3, stride);
    this.bn1 = new BatchNormReLU2d({ numFeatures: width });
    this.conv2 = conv(width, width, 3);
    this.bn2 = new BatchNorm2d({ numFeatures: width });
    this.dropPath = new DropPath({ p: dropPath });
    this.downsample = shortcut(config, width);
  }

  forward(x: Tensor): Tensor {
    const branch = this.bn2.call(this.conv2.call(this.bn1.call(this.conv1.call(x))));
    return joined(this.dropPath.call(branch), x, this.downsample);
  }
}

/** 1×1, 3×3 (which takes the stride, "v1.5"), 1×1: [N, inChannels, H, W] → [N, 4 width, H ÷ stride, W ÷ stride]. */
class Bottleneck extends Module {
  static readonly expansion = 4;
  readonly conv1: Conv2d;
  readonly bn1: BatchNormReLU2d;
  readonly conv2: Conv2d;
  readonly bn2: BatchNormReLU2d;
  readonly conv3: Conv2d;
  readonly bn3: BatchNorm2d;
  readonly dropPath: DropPath;
  readonly downsample: Sequential | null;

  constructor(config: BlockConfig) {
    super();
    const { inChannels, width, stride, dropPath } = config;
    const outChannels = width * Bottleneck.expansion;
    this.conv1 = conv(inChannels, width, 1);
    this.bn1 = new BatchNormReLU2d({ numFeatures: width });
    this.conv2 = conv(width, width, 3, stride);
    this.bn2 = new BatchNormReLU2d({ numFeatures: width });
    this.conv3 = conv(width, outChannels, 1);
    this.bn3 = new BatchNorm2d({ numFeatures: outChannels });
    this.dropPath = new DropPath({ p: dropPath });
    this.downsample = shortcut(config, outChannels);
  }

  forward(x: Tensor): Tensor {
    const narrow = this.bn1.call(this.conv1.call(x));
    const branch = this.bn3.call(this.conv3.call(this.bn2.call(this.conv2.call(narrow))));
    return joined(this.dropPath.call(branch), x, this.downsample);
  }
}

export interface ResNetOptions extends ClassifierOptions {
  block: typeof BasicBlock | typeof Bottleneck;
  /** Blocks of the four stages. */
  blocks: readonly [number, number, number, number];
}

/**
 * ResNet with torchvision's parameter names. He et al., "Deep residual learning for image recognition", CVPR 2016; the
 * bottleneck's stride as in torchvision. Reference: torchvision/models/resnet.py.
 */
export class ResNet extends ImageClassifier {
  readonly conv1: Conv2d;
  readonly bn1: BatchNormReLU2d;
  readonly maxpool = new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 });
  readonly layer1: Sequential;
  readonly layer2: Sequential;
  readonly layer3: Sequential;
  readonly layer4: Sequential;
  readonly dropout: Dropout;
  readonly fc: Linear;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'conv1', classifier: 'fc', renames: HF_RESNET };

  constructor(options: ResNetOptions) {
    super();
    const { numClasses, block: Block, blocks, inChannels = 3, dropRate = 0, dropPathRate = 0 } = options;
    const { expansion } = Block;
    const depth = blocks.reduce((sum, n) => sum + n);
    let channels = 64;
    let index = 0;
    const stage = (length: number, width: number, stride: number) => {
      const list = Array.from({ length }, (_, i) => {
        const dropPath = (dropPathRate * index++) / (depth - 1);
        const block = new Block({ inChannels: channels, width, stride: i === 0 ? stride : 1, dropPath });
        channels = width * expansion;
        return block;
      });
      return stageOf(list, options.gradientCheckpointing);
    };
    this.conv1 = conv(inChannels, 64, 7, 2);
    this.bn1 = new BatchNormReLU2d({ numFeatures: 64 });
    this.layer1 = stage(blocks[0], 64, 1);
    this.layer2 = stage(blocks[1], 128, 2);
    this.layer3 = stage(blocks[2], 256, 2);
    this.layer4 = stage(blocks[3], 512, 2);
    this.numFeatures = channels;
    this.dropout = new Dropout({ p: dropRate });
    this.fc = new Linear({ inFeatures: channels, outFeatures: numClasses });
    this.featureInfo = [
      { channels: 64, stride: 2, module: 'bn1' },
      ...[1, 2, 3, 4].map((i) => ({ channels: 32 * expansion * 2 ** i, stride: 2 ** (i + 1), module: `layer${i}` })),
    ];
    for (const module of this.modules()) {
      if (module instanceof Conv2d) init.kaimingNormal_(module.weight, { mode: 'fanOut', nonlinearity: 'relu' });
    }
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.forwardStages(x).at(-1)!;
  }

  override forwardStages(x: Tensor): Tensor[] {
    const stages = [this.bn1.call(this.conv1.call(x))];
    let y = this.maxpool.call(stages[0]!);
    for (const stage of [this.layer1, this.layer2, this.layer3, this.layer4]) {
      y = stage.call(y);
      stages.push(y);
    }
    return stages;
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = features.adaptiveAvgPool2d(1).flatten({ startDim: 1 });
    return options.preLogits ? pooled : this.fc.call(this.dropout.call(pooled));
  }
}

type Options = ClassifierOptions;
export const resnet18 = (o: Options) => new ResNet({ ...o, block: BasicBlock, blocks: [2, 2, 2, 2] });
export const resnet34 = (o: Options) => new ResNet({ ...o, block: BasicBlock, blocks: [3, 4, 6, 3] });
export const resnet50 = (o: Options) => new ResNet({ ...o, block: Bottleneck, blocks: [3, 4, 6, 3] });
export const resnet101 = (o: Options) => new ResNet({ ...o, block: Bottleneck, blocks: [3, 4, 23, 3] });
