import { Dropout, init, LayerNorm, Linear, Parameter, type Sequential } from '../nn/index.ts';
import { cat, empty, scope, type Tensor } from '../torch/index.ts';
import { callCheckpointed, stageOf } from './checkpointing.ts';
import { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
import { Block, dropPathRates } from './vit/block.ts';
import { initialiseTransformer } from './vit/initialise.ts';
import { type Grid, PatchEmbed, patchGrid, patchProblem } from './vit/patch-embed.ts';
import { adaptPositions, type PositionLayout, resamplePositions } from './vit/positions.ts';
import type { AdaptedWeight } from './weights/adapt.ts';
import { HF_VIT, TORCHVISION_VIT } from './weights/dialects.ts';

export interface VisionTransformerOptions extends ClassifierOptions {
  /** Side of a patch in pixels. */
  patchSize: number;
  /** Width of a token. */
  width: number;
  depth: number;
  numHeads: number;
  mlpRatio?: number;
  /** Tokens before the patches: one for the class, more for subclasses. */
  prefixTokens?: number;
}

/**
 * Vision Transformer with timm's parameter names. Images of any size that the patches cover: the position embeddings are
 * those of `imageSize`, and are interpolated for others.
 * Dosovitskiy et al., "An image is worth 16×16 words", ICLR 2021. Reference: timm/models/vision_transformer.py.
 */
export class VisionTransformer extends ImageClassifier {
  readonly clsToken: Parameter;
  readonly posEmbed: Parameter;
  readonly patchEmbed: PatchEmbed;
  readonly blocks: Sequential;
  readonly norm: LayerNorm;
  readonly dropout: Dropout;
  head: Linear;
  readonly numFeatures: number;
  readonly featureInfo: readonly FeatureStage[];
  weightLayout: WeightLayout = {
    firstConv: 'patch_embed.proj',
    classifier: 'head',
    renames: [...TORCHVISION_VIT, ...HF_VIT],
  };
  readonly #positions: PositionLayout;
  readonly #checkpointing: boolean;

  constructor(options: VisionTransformerOptions) {
    super();
    const { numClasses, inChannels = 3, imageSize = 224, dropRate = 0, dropPathRate = 0 } = options;
    const {
      patchSize,
      width,
      depth,
      numHeads,
      mlpRatio = 4,
      prefixTokens = 1,
      gradientCheckpointing = false,
    } = options;
    const grid = patchGrid(imageSize, imageSize, patchSize);
    this.#positions = { grid, prefixTokens };
    this.clsToken = init.normal_(new Parameter(empty([1, 1, width])), 0, 1e-6);
    this.posEmbed = init.truncatedNormal_(new Parameter(empty([1, prefixTokens + grid[0] * grid[1], width])), {
      std: 0.02,
    });
    this.patchEmbed = new PatchEmbed({ inChannels, patchSize, width });
    const rates = dropPathRates(depth, dropPathRate);
    const blocks = rates.map((dropPath) => new Block({ width, numHeads, mlpRatio, dropPath }));
    this.#checkpointing = gradientCheckpointing;
    this.blocks = stageOf(blocks, gradientCheckpointing);
    this.norm = new LayerNorm({ normalizedShape: width, eps: 1e-6 });
    this.dropout = new Dropout({ p: dropRate });
    this.head = new Linear({ inFeatures: width, outFeatures: numClasses });
    this.numFeatures = width;
    this.featureInfo = [{ channels: width, stride: patchSize, module: 'norm' }];
    initialiseTransformer(this);
  }

  /** Rows and columns of patches that the position embeddings are of. */
  get grid(): Grid {
    return this.#positions.grid;
  }

  override sizeProblem(height: number, width: number): string | null {
    return patchProblem(height, width, this.patchEmbed.config.patchSize);
  }

  /** Position embeddings of another image size are resampled. */
  override adaptWeight(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    return name === 'pos_embed' ? adaptPositions(weight, target, this.#positions) : undefined;
  }

  /** Tokens before the patches, [1, 1, width] each. */
  protected prefix(): readonly Tensor[] {
    return [this.clsToken];
  }

  /** Patches as tokens with their positions: [N, C, H, W] → [N, prefix + patches, width]. */
  embed(x: Tensor): Tensor {
    const to = patchGrid(x.size(2), x.size(3), this.patchEmbed.config.patchSize);
    const prefix = this.prefix();
    return scope(() => {
      const positions = resamplePositions(this.posEmbed, this.#positions, to);
      const before = prefix.map((token) => token.expand([x.size(0), -1, -1]));
      return cat([...before, this.patchEmbed.call(x)], { dim: 1 }).add(positions);
    });
  }

  /** [N, C, H, W] → tokens [N, prefix + patches, numFeatures], the class token first. */
  forwardFeatures(x: Tensor): Tensor {
    return this.norm.call(this.blocks.call(this.embed(x)));
  }

  /** Tokens after each of these blocks, counted from 1; those after the last block are normed. timm's `forward_intermediates`. */
  forwardIntermediates(x: Tensor, after: readonly number[]): Tensor[] {
    const blocks = Object.values(this.blocks.children);
    const found: Tensor[] = [];
    let y = this.embed(x);
    for (const [i, block] of blocks.entries()) {
      y = this.#checkpointing ? callCheckpointed(block, y) : block.call(y);
      if (after.includes(i + 1)) found.push(i + 1 === blocks.length ? this.norm.call(y) : y);
    }
    return found;
  }

  forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    const token = features.select(1, 0);
    return options.preLogits ? token : this.head.call(this.dropout.call(token));
  }
}

const TINY = { patchSize: 16, width: 192, depth: 12, numHeads: 3 };
const SMALL = { patchSize: 16, width: 384, depth: 12, numHeads: 6 };
const BASE = { patchSize: 16, width: 768, depth: 12, numHeads: 12 };

export const vitTinyPatch16 = (options: ClassifierOptions) => new VisionTransformer({ ...options, ...TINY });
export const vitSmallPatch16 = (options: ClassifierOptions) => new VisionTransformer({ ...options, ...SMALL });
export const vitBasePatch16 = (options: ClassifierOptions) => new VisionTransformer({ ...options, ...BASE });
/** For images of 32 pixels, such as CIFAR's: 64 patches of 4. */
export const vitTinyPatch4 = (options: ClassifierOptions) =>
  new VisionTransformer({ imageSize: 32, ...options, ...TINY, patchSize: 4 });
