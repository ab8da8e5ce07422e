import { Conv2d, Dropout, DropPath, GELU, LayerNorm, Linear, Module, Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { WindowAttention, type WindowAttentionConfig } from './swin/window-attention.ts';
import { dropPathRates } from './vit/block.ts';
import { initialiseTransformer } from './vit/initialise.ts';

export interface SwinOptions extends ClassifierOptions {
  /** Width of a token in the first stage; it doubles with each. */
  width: number;
  /** Blocks of each stage. */
  depths: readonly number[];
  numHeads: readonly number[];
  /** Side of a window, in tokens. */
  windowSize: number;
  patchSize: number;
}

const MLP_RATIO = 4;

/** [N, C, H, W] ↔ tokens in place, [N, H, W, C]. */
class Permute extends Module {
  readonly #dims: readonly number[];

  constructor(dims: readonly number[]) {
    super();
    this.#dims = dims;
  }

  forward(x: Tensor): Tensor {
    return x.permute(this.#dims);
  }
}

/** Window attention and an MLP, each normed before and added to what it saw: [N, H, W, width] → the same. */
class SwinBlock extends Module {
  readonly norm1: LayerNorm;
  readonly attn: WindowAttention;
  readonly dropPath: DropPath;
  readonly norm2: LayerNorm;
  readonly mlp: Sequential;

  constructor(config: WindowAttentionConfig, dropPath: number) {
    super();
    const { width } = config;
    this.norm1 = new LayerNorm({ normalizedShape: width });
    this.attn = new WindowAttention(config);
    this.dropPath = new DropPath({ p: dropPath });
    this.norm2 = new LayerNorm({ normalizedShape: width });
    this.mlp = new Sequential({
      0: new Linear({ inFeatures: width, outFeatures: MLP_RATIO * width }),
      1: new GELU(),
      3: new Linear({ inFeatures: MLP_RATIO * width, outFeatures: width }), // 2 and 4 are dropout in torchvision
    });
  }

  forward(x: Tensor): Tensor {
    const attended = x.add(this.dropPath.call(this.attn.call(this.norm1.call(x))));
    return attended.add(this.dropPath.call(this.mlp.call(this.norm2.call(attended))));
  }
}

/** Joins 2 × 2 tokens into one of twice the width: [N, H, W, C] → [N, ⌈H/2⌉, ⌈W/2⌉, 2C]. */
class PatchMerging extends Module {
  readonly reduction: Linear;
  readonly norm: LayerNorm;

  constructor(width: number) {
    super();
    this.reduction = new Linear({ inFeatures: 4 * width, outFeatures: 2 * width, bias: false });
    this.norm = new LayerNorm({ normalizedShape: 4 * width });
  }

  forward(x: Tensor): Tensor {
    const [height, width] = x.shape.slice(1, 3) as [number, number];
    const even = height % 2 === 0 && width % 2 === 0 ? x : x.pad([0, 0, 0, width % 2, 0, height % 2]);
    const every = (row: number, column: number) =>
      even.slice({ dim: 1, start: row, step: 2 }).slice({ dim: 2, start: column, step: 2 });
    const joined = cat([every(0, 0), every(1, 0), every(0, 1), every(1, 1)], { dim: -1 });
    return this.reduction.call(this.norm.call(joined));
  }
}

/**
 * Swin Transformer with torchvision's parameter names: attention within windows that shift from block to block, over maps
 * that halve from stage to stage. Images of any size, padded where the windows do not cover them.
 * Liu et al., "Swin Transformer", ICCV 2021. Reference: torchvision/models/swin_transformer.py.
 */
export class SwinTransformer extends ImageClassifier {
  readonly features: Sequential;
  readonly norm: LayerNorm;
  readonly dropout: Dropout;
  head: Linear;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'features.0.0', classifier: 'head' };
  readonly #patchSize: number;

  constructor(options: SwinOptions) {
    super();
    const { numClasses, inChannels = 3, dropRate = 0, dropPathRate = 0, gradientCheckpointing } = options;
    const { width: first, depths, numHeads, windowSize, patchSize } = options;
    this.#patchSize = patchSize;
    const rates = dropPathRates(
      depths.reduce((sum, depth) => sum + depth, 0),
      dropPathRate,
    );
    const patches = new Conv2d({ inChannels, outChannels: first, kernelSize: patchSize, stride: patchSize });
    const norm = new LayerNorm({ normalizedShape: first });
    const features: Module[] = [new Sequential([patches, new Permute([0, 2, 3, 1]), norm])];
    const stages: FeatureStage[] = [];
    for (const [stage, depth] of depths.entries()) {
      const width = first * 2 ** stage;
      if (stage > 0) features.push(new PatchMerging(width / 2));
      const config = { width, numHeads: numHeads[stage]!, windowSize };
      const block = (i: number) => {
        const shift = i % 2 === 0 ? 0 : Math.floor(windowSize / 2);
        return new SwinBlock({ ...config, shift }, rates.shift()!);
      };
      stages.push({ channels: width, stride: patchSize * 2 ** stage, module: `features.${features.length}` });
      const blocks = Array.from({ length: depth }, (_, i) => block(i));
      features.push(stageOf(blocks, gradientCheckpointing));
    }
    this.features = new Sequential(features);
    this.numFeatures = first * 2 ** (depths.length - 1);
    this.norm = new LayerNorm({ normalizedShape: this.numFeatures });
    this.dropout = new Dropout({ p: dropRate });
    this.head = new Linear({ inFeatures: this.numFeatures, outFeatures: numClasses });
    this.featureInfo = stages;
    initialiseTransformer(this);
  }

  override sizeProblem(height: number, width: number): string | null {
    return Math.min(height, width) < this.#patchSize ? `at least ${this.#patchSize} × ${this.#patchSize} pixels` : null;
  }

  /** [N, C, H, W] → the last stage's map [N, numFeatures, H', W']. */
  forwardFeatures(x: Tensor): Tensor {
    return this.norm.call(this.features.call(x)).permute([0, 3, 1, 2]);
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = features.mean({ dim: [2, 3] });
    return options.preLogits ? pooled : this.head.call(this.dropout.call(pooled));
  }
}

/** 28 M parameters with 1,000 classes. */
export const swinTiny = (options: ClassifierOptions) =>
  new SwinTransformer({
    ...options,
    width: 96,
    depths: [2, 2, 6, 2],
    numHeads: [3, 6, 12, 24],
    windowSize: 7,
    patchSize: 4,
  });
