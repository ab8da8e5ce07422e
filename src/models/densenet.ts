import {
  AvgPool2d,
  BatchNormReLU2d,
  Conv2d,
  Dropout,
  init,
  Linear,
  MaxPool2d,
  Module,
  Sequential,
} from '../nn/index.ts';
import { cat, checkpoint, scope, type Tensor } from '../torch/index.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';

/** Channels that each layer adds to what it sees. */
const GROWTH = 32;
/** A layer's 1×1 convolution gives BOTTLENECK × GROWTH channels. */
const BOTTLENECK = 4;

export interface DenseNetOptions extends ClassifierOptions {
  /** Layers of the four dense blocks. */
  blocks: readonly number[];
  /** Channels after the first convolution. */
  initialFeatures?: number;
}

/** [N, inChannels, H, W] of all layers before → [N, GROWTH, H, W]. */
class DenseLayer extends Module<[features: readonly Tensor[]]> {
  readonly norm1: BatchNormReLU2d;
  readonly conv1: Conv2d;
  readonly norm2: BatchNormReLU2d;
  readonly conv2: Conv2d;
  readonly dropout: Dropout;

  constructor(inChannels: number, dropRate: number) {
    super();
    const width = BOTTLENECK * GROWTH;
    this.norm1 = new BatchNormReLU2d({ numFeatures: inChannels });
    this.conv1 = new Conv2d({ inChannels, outChannels: width, kernelSize: 1, bias: false });
    this.norm2 = new BatchNormReLU2d({ numFeatures: width });
    this.conv2 = new Conv2d({ inChannels: width, outChannels: GROWTH, kernelSize: 3, padding: 1, bias: false });
    this.dropout = new Dropout({ p: dropRate });
  }

  forward(features: readonly Tensor[]): Tensor {
    // Its own scope: the concatenation is large, and PyTorch frees it here too.
    const narrow = scope(() => this.conv1.call(this.norm1.call(cat(features, { dim: 1 }))));
    return this.dropout.call(this.conv2.call(this.norm2.call(narrow)));
  }
}

/** Layers that each see the input and all layers before; gives them all, joined. */
class DenseBlock extends Module {
  readonly layers: Readonly<Record<string, DenseLayer>>;

  readonly #checkpointing: boolean;

  constructor(inChannels: number, length: number, dropRate: number, checkpointing: boolean) {
    super();
    this.#checkpointing = checkpointing;
    const layer = (i: number) => [`denselayer${i + 1}`, new DenseLayer(inChannels + i * GROWTH, dropRate)];
    this.layers = Object.fromEntries(Array.from({ length }, (_, i) => layer(i)));
  }

  override *namedChildren(): Generator<[string, DenseLayer]> {
    yield* Object.entries(this.layers);
  }

  forward(x: Tensor): Tensor {
    const features = [x];
    for (const layer of Object.values(this.layers)) features.push(this.#run(layer, features));
    return cat(features, { dim: 1 });
  }

  /** The layers' own activations grow with the square of the depth: checkpointed, only what they give is kept. */
  #run(layer: DenseLayer, features: readonly Tensor[]): Tensor {
    if (!this.#checkpointing || !this.training) return layer.call(features);
    return checkpoint((...inputs) => layer.call(inputs), features, layer.parameters());
  }
}

/** Halves channels, height and width. */
function transition(inChannels: number) {
  return new Sequential({
    norm: new BatchNormReLU2d({ numFeatures: inChannels }),
    conv: new Conv2d({ inChannels, outChannels: inChannels / 2, kernelSize: 1, bias: false }),
    pool: new AvgPool2d({ kernelSize: 2 }),
  });
}

/**
 * DenseNet with torchvision's parameter names (its ReLUs are part of the norms before them, which changes no name).
 * Huang et al., "Densely connected convolutional networks", CVPR 2017. Reference: torchvision/models/densenet.py.
 */
export class DenseNet extends ImageClassifier {
  readonly features: Sequential;
  classifier: Linear;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = {
    firstConv: 'features.conv0',
    classifier: 'classifier',
    renames: [
      [/(denselayer\d+\.(?:norm|conv))\.([12])\./, '$1$2.'], // before torchvision 0.3
      [/(^|\.)classifier\.0\./, '$1classifier.'], // CheXNet: followed by a sigmoid
    ],
  };

  constructor(options: DenseNetOptions) {
    super();
    const {
      numClasses,
      blocks,
      inChannels = 3,
      initialFeatures = 64,
      dropRate = 0,
      gradientCheckpointing = false,
    } = options;
    const features: Record<string, Module> = {
      conv0: new Conv2d({
        inChannels,
        outChannels: initialFeatures,
        kernelSize: 7,
        stride: 2,
        padding: 3,
        bias: false,
      }),
      norm0: new BatchNormReLU2d({ numFeatures: initialFeatures }),
      pool0: new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 }),
    };
    const stages = [{ channels: initialFeatures, stride: 2, module: 'features.norm0' }];
    let channels = initialFeatures;
    for (const [i, length] of blocks.entries()) {
      features[`denseblock${i + 1}`] = new DenseBlock(channels, length, dropRate, gradientCheckpointing);
      channels += length * GROWTH;
      stages.push({ channels, stride: 4 * 2 ** i, module: `features.denseblock${i + 1}` });
      if (i === blocks.length - 1) break;
      features[`transition${i + 1}`] = transition(channels);
      channels /= 2;
    }
    features[`norm${blocks.length + 1}`] = new BatchNormReLU2d({ numFeatures: channels });
    this.features = new Sequential(features);
    this.numFeatures = channels;
    this.featureInfo = stages.with(-1, { ...stages.at(-1)!, module: `features.norm${blocks.length + 1}` });
    this.classifier = new Linear({ inFeatures: channels, outFeatures: numClasses });
    this.#initialise();
  }

  #initialise(): void {
    for (const module of this.modules()) if (module instanceof Conv2d) init.kaimingNormal_(module.weight);
    init.constant_(this.classifier.bias!, 0);
  }

  override sizeProblem(height: number, width: number): string | null {
    return Math.min(height, width) < 29 ? 'at least 29 × 29 pixels' : null; // five halvings
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.features.call(x);
  }

  /** What each transition has normed and not yet halved, after the stem's features and before those of the last norm. */
  override forwardStages(x: Tensor): Tensor[] {
    const stages: Tensor[] = [];
    let y = x;
    for (const [name, module] of Object.entries(this.features.children)) {
      if (name.startsWith('transition')) {
        const { norm, conv, pool } = (module as ReturnType<typeof transition>).children;
        const normed = norm.call(y);
        stages.push(normed);
        y = pool.call(conv.call(normed));
      } else {
        y = module.call(y);
        if (name.startsWith('norm')) stages.push(y);
      }
    }
    return stages;
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = features.adaptiveAvgPool2d(1).flatten({ startDim: 1 });
    return options.preLogits ? pooled : this.classifier.call(pooled);
  }
}

export const densenet121 = (options: ClassifierOptions) => new DenseNet({ ...options, blocks: [6, 12, 24, 16] });
export const densenet169 = (options: ClassifierOptions) => new DenseNet({ ...options, blocks: [6, 12, 32, 32] });
export const densenet201 = (options: ClassifierOptions) => new DenseNet({ ...options, blocks: [6, 12, 48, 32] });
