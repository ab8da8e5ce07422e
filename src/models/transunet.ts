import { Conv2d, Dropout, init, LayerNorm, Module, ModuleList, Parameter, type Sequential } from '../nn/index.ts';
import { cat, type Tensor, zeros } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { convNormReLU, type MapSize, segmentationHead, sizeOf } from './encoder-unet.ts';
import { atLeast } from './head.ts';
import { ResNetStem, type StemConfig } from './transunet/stem.ts';
import { Block, dropPathRates } from './vit/block.ts';
import { dropBlocks } from './vit/identity.ts';
import { initialiseTransformer } from './vit/initialise.ts';
import { type Grid, PatchEmbed } from './vit/patch-embed.ts';
import { adaptPositions, type PositionLayout, resamplePositions, tokensToMap } from './vit/positions.ts';
import type { AdaptedWeight } from './weights/adapt.ts';

/** Channels between the transformer and the decoder, and of the decoder's blocks from coarse to fine. */
const NECK = 512;
const DECODER = [256, 128, 64, 16] as const;
/** Pixels of the image for each token. */
const STRIDE = 16;

export interface TransUNetOptions extends DenseOptions {
  /** Of the convolutional stem. */
  stem: Pick<StemConfig, 'width' | 'units'>;
  /** Width of a token. */
  width: number;
  depth: number;
  numHeads: number;
}

/** Up to `size` bilinearly, beside the skip, then two convolutions. */
class UpBlock extends Module<[x: Tensor, skip: Tensor | null, size: MapSize]> {
  readonly conv1: Sequential;
  readonly conv2: Sequential;

  constructor(inChannels: number, skipChannels: number, outChannels: number) {
    super();
    this.conv1 = convNormReLU(inChannels + skipChannels, outChannels);
    this.conv2 = convNormReLU(outChannels, outChannels);
  }

  forward(x: Tensor, skip: Tensor | null, size: MapSize): Tensor {
    const wide = x.upsampleBilinear2d(size, true);
    return this.conv2.call(this.conv1.call(skip === null ? wide : cat([wide, skip], { dim: 1 })));
  }
}

/** The cascaded upsampler: [N, width, H ÷ 16, W ÷ 16] and the stem's features, from fine to coarse → [N, 16, H, W]. */
class Cascade extends Module<[x: Tensor, skips: readonly Tensor[], size: MapSize]> {
  readonly convMore: Sequential;
  readonly blocks: ModuleList<UpBlock>;

  constructor(width: number, skipChannels: readonly number[]) {
    super();
    const skips = [...skipChannels.toReversed(), 0];
    const inputs = [NECK, ...DECODER];
    this.convMore = convNormReLU(width, NECK);
    this.blocks = new ModuleList(DECODER.map((channels, i) => new UpBlock(inputs[i]!, skips[i]!, channels)));
  }

  forward(x: Tensor, skips: readonly Tensor[], size: MapSize): Tensor {
    const coarseFirst = skips.toReversed();
    let y = this.convMore.call(x);
    for (const [i, block] of [...this.blocks].entries()) {
      const skip = coarseFirst[i] ?? null;
      y = block.call(y, skip, skip === null ? size : sizeOf(skip));
    }
    return y;
  }
}

/**
 * TransUNet: a CNN, a transformer on its coarsest features, and a U-Net's decoder on both. Images of any size from 32 pixels; position embeddings are
 * those of `imageSize`, and are interpolated for others. Chen et al., "TransUNet: transformers make strong encoders for medical image segmentation",
 * 2021, arXiv:2102.04306. Reference: Beckschen/TransUNet, but for the padding of the stem's pooling, which there leaves a row of zeros.
 */
export class TransUNet extends DenseModel {
  readonly posEmbed: Parameter;
  readonly stem: ResNetStem;
  readonly patchEmbed: PatchEmbed;
  readonly dropout: Dropout;
  readonly blocks: Sequential;
  readonly norm: LayerNorm;
  readonly decoder: Cascade;
  readonly segmentationHead: Sequential;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'stem.root.conv', classifier: 'segmentation_head.0' };
  readonly #positions: PositionLayout;

  constructor(options: TransUNetOptions) {
    super();
    const { numClasses, inChannels = 3, imageSize = 224, dropRate = 0.1, dropPathRate = 0 } = options;
    const { stem, width, depth, numHeads, gradientCheckpointing, transformer = 'full' } = options;
    const side = Math.ceil(imageSize / STRIDE);
    this.#positions = { grid: [side, side], prefixTokens: 0 };
    this.posEmbed = new Parameter(zeros([1, side * side, width]));
    this.stem = new ResNetStem({ ...stem, inChannels, gradientCheckpointing });
    const { channels } = this.stem;
    this.patchEmbed = new PatchEmbed({ inChannels: channels.at(-1)!, patchSize: 1, width });
    this.dropout = new Dropout({ p: dropRate });
    const block = (dropPath: number) => new Block({ width, numHeads, mlpRatio: 4, dropPath });
    this.blocks = stageOf(dropPathRates(depth, dropPathRate).map(block), gradientCheckpointing);
    this.norm = new LayerNorm({ normalizedShape: width, eps: 1e-6 });
    this.decoder = new Cascade(width, channels.slice(0, -1));
    this.segmentationHead = segmentationHead(numClasses);
    const modules = ['root', 'block1', 'block2', 'block3'];
    const stages = modules.map((name, i) => ({ channels: channels[i]!, stride: 2 ** (i + 1), module: `stem.${name}` }));
    this.featureInfo = [...stages, { channels: width, stride: STRIDE, module: 'norm' }];
    for (const module of this.stem.modules()) {
      if (module instanceof Conv2d) init.kaimingNormal_(module.weight, { mode: 'fanOut', nonlinearity: 'relu' });
    }
    initialiseTransformer(this.blocks);
    if (transformer === 'identity') dropBlocks(this, 'blocks');
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(32, height, width); // norms need two tokens
  }

  /** Position embeddings of another image size are resampled. */
  override adaptWeight(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    return name === 'pos_embed' ? adaptPositions(weight, target, this.#positions) : undefined;
  }

  forwardFeatures(x: Tensor): Tensor {
    const stages = this.stem.call(x);
    const deepest = stages.at(-1)!;
    const grid: Grid = sizeOf(deepest);
    const positions = resamplePositions(this.posEmbed, this.#positions, grid);
    const tokens = this.dropout.call(this.patchEmbed.call(deepest).add(positions));
    const encoded = tokensToMap(this.norm.call(this.blocks.call(tokens)), grid);
    return this.decoder.call(encoded, stages.slice(0, -1), sizeOf(x));
  }
}

/** A stem half as wide as the paper's, and ViT-S in place of ViT-B. */
const SMALL = { stem: { width: 32, units: [3, 4, 9] }, width: 384, depth: 12, numHeads: 6 } as const;

export const transunetSmall = (options: DenseOptions) => new TransUNet({ ...options, ...SMALL });
