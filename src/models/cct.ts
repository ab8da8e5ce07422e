import {
  Conv2d,
  Dropout,
  DropPath,
  init,
  LayerNorm,
  Linear,
  MaxPool2d,
  Module,
  Parameter,
  ReLU,
  Sequential,
} from '../nn/index.ts';
import { empty, type Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { dropPathRates } from './vit/block.ts';
import { initialiseTransformer } from './vit/initialise.ts';
import type { Grid } from './vit/patch-embed.ts';
import { adaptPositions, type PositionLayout, resamplePositions } from './vit/positions.ts';
import { SelfAttention } from './vit/self-attention.ts';
import type { AdaptedWeight } from './weights/adapt.ts';

export interface CompactTransformerOptions extends ClassifierOptions {
  /** Width of a token. */
  width: number;
  depth: number;
  numHeads: number;
  mlpRatio: number;
  /** 3×3 convolutions of the tokeniser, each halving the image. */
  convLayers: number;
}

/** Channels between the tokeniser's convolutions. */
const STEM = 64;

/** Convolutions in place of patches: [N, C, H, W] → [N, width, H', W'], each layer halving height and width, rounded up. */
class Tokenizer extends Module {
  readonly convLayers: Sequential;

  constructor(inChannels: number, width: number, layers: number) {
    super();
    const widths = [inChannels, ...Array.from({ length: layers - 1 }, () => STEM), width];
    const layer = (i: number) =>
      new Sequential([
        new Conv2d({ inChannels: widths[i]!, outChannels: widths[i + 1]!, kernelSize: 3, padding: 1, bias: false }),
        new ReLU({ inplace: true }),
        new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 }),
      ]);
    this.convLayers = new Sequential(Array.from({ length: layers }, (_, i) => layer(i)));
  }

  forward(x: Tensor): Tensor {
    return this.convLayers.call(x);
  }
}

/** As a ViT's block, but the second residual connection starts from the normed sum: [N, L, width] → the same. */
class Layer extends Module {
  readonly preNorm: LayerNorm;
  readonly selfAttn: SelfAttention;
  readonly linear1: Linear;
  readonly norm1: LayerNorm;
  readonly linear2: Linear;
  readonly dropPath: DropPath;

  constructor({ width, numHeads, mlpRatio }: CompactTransformerOptions, dropPath: number) {
    super();
    this.preNorm = new LayerNorm({ normalizedShape: width });
    this.selfAttn = new SelfAttention({ width, numHeads, qkvBias: false });
    this.linear1 = new Linear({ inFeatures: width, outFeatures: mlpRatio * width });
    this.norm1 = new LayerNorm({ normalizedShape: width });
    this.linear2 = new Linear({ inFeatures: mlpRatio * width, outFeatures: width });
    this.dropPath = new DropPath({ p: dropPath });
  }

  forward(x: Tensor): Tensor {
    const attended = this.norm1.call(x.add(this.dropPath.call(this.selfAttn.call(this.preNorm.call(x)))));
    return attended.add(this.dropPath.call(this.linear2.call(this.linear1.call(attended).gelu())));
  }
}

/** Transformer, sequence pooling and head; what the reference names `classifier`. */
class Encoder extends Module {
  readonly positionalEmb: Parameter;
  readonly attentionPool: Linear;
  readonly blocks: Sequential;
  readonly norm: LayerNorm;
  readonly dropout: Dropout;
  readonly fc: Linear;
  readonly #positions: PositionLayout;

  constructor(grid: Grid, options: CompactTransformerOptions) {
    super();
    const { width, depth, numClasses, dropRate = 0, dropPathRate = 0, gradientCheckpointing } = options;
    this.#positions = { grid, prefixTokens: 0 };
    const positions = new Parameter(empty([1, grid[0] * grid[1], width]));
    this.positionalEmb = init.truncatedNormal_(positions, { std: 0.2 });
    this.attentionPool = new Linear({ inFeatures: width, outFeatures: 1 });
    const layers = dropPathRates(depth, dropPathRate).map((rate) => new Layer(options, rate));
    this.blocks = stageOf(layers, gradientCheckpointing);
    this.norm = new LayerNorm({ normalizedShape: width });
    this.dropout = new Dropout({ p: dropRate });
    this.fc = new Linear({ inFeatures: width, outFeatures: numClasses });
  }

  /** The tokeniser's map [N, width, H', W'] → tokens [N, H' W', width]. */
  forward(map: Tensor): Tensor {
    const positions = resamplePositions(this.positionalEmb, this.#positions, [map.size(2), map.size(3)]);
    return this.norm.call(this.blocks.call(map.flatten({ startDim: 2 }).transpose(1, 2).add(positions)));
  }

  /** Sequence pooling: the tokens [N, L, width], each weighed by how much it has to say, → [N, width]. */
  pool(tokens: Tensor): Tensor {
    return this.attentionPool.call(tokens).softmax(1).transpose(1, 2).matmul(tokens).squeeze(1);
  }

  adapt(weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    return adaptPositions(weight, target, this.#positions);
  }
}

/**
 * Compact Convolutional Transformer with the parameter names of SHI-Labs/Compact-Transformers; small enough to be trained
 * from scratch on small data. Images of any size: the position embeddings are those of `imageSize`, interpolated for others.
 * Hassani et al., "Escaping the big data paradigm with compact transformers", 2021, arXiv:2104.05704.
 */
export class CompactTransformer extends ImageClassifier {
  readonly tokenizer: Tokenizer;
  readonly classifier: Encoder;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'tokenizer.conv_layers.0.0', classifier: 'classifier.fc' };

  constructor(options: CompactTransformerOptions) {
    super();
    const { inChannels = 3, imageSize = 32, width, convLayers } = options;
    const side = Math.ceil(imageSize / 2 ** convLayers);
    this.tokenizer = new Tokenizer(inChannels, width, convLayers);
    this.classifier = new Encoder([side, side], options);
    this.numFeatures = width;
    this.featureInfo = Array.from({ length: convLayers }, (_, i) => ({
      channels: i === convLayers - 1 ? width : STEM,
      stride: 2 ** (i + 1),
      module: `tokenizer.conv_layers.${i}`,
    }));
    for (const module of this.tokenizer.modules()) if (module instanceof Conv2d) init.kaimingNormal_(module.weight);
    initialiseTransformer(this);
  }

  override adaptWeight(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    return name === 'classifier.positional_emb' ? this.classifier.adapt(weight, target) : undefined;
  }

  /** [N, C, H, W] → tokens [N, L, numFeatures]. */
  forwardFeatures(x: Tensor): Tensor {
    return this.classifier.call(this.tokenizer.call(x));
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const pooled = this.classifier.pool(features);
    return options.preLogits ? pooled : this.classifier.fc.call(this.classifier.dropout.call(pooled));
  }
}

/** Two convolutions and two layers, for 32 px: 0.28 M parameters. */
export const cct2Conv3x2 = (options: ClassifierOptions) =>
  new CompactTransformer({ ...options, width: 128, depth: 2, numHeads: 2, mlpRatio: 1, convLayers: 2 });
