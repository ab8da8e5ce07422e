import { type AnyModule, BatchNormReLU2d, Conv2d, Dropout, init, Module, ModuleList, Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { densenet121Encoder, type Encoder, encoderLayout, encoderStages, resnet34Encoder } from './encoder.ts';
import { atLeast } from './head.ts';

/** Channels of the decoder's blocks, from coarse to fine; as in segmentation-models-pytorch. */
export const DECODER_CHANNELS = [256, 128, 64, 32, 16] as const;

export interface EncoderUNetOptions extends DenseOptions {
  encoder: Encoder;
}

/** 3×3 convolution, batch norm, ReLU. */
export const convNormReLU = (inChannels: number, outChannels: number) =>
  new Sequential([
    new Conv2d({ inChannels, outChannels, kernelSize: 3, padding: 1, bias: false }),
    new BatchNormReLU2d({ numFeatures: outChannels }),
  ]);

export interface DecoderBlockConfig {
  readonly inChannels: number;
  readonly skipChannels: number;
  readonly outChannels: number;
}

/** Height and width to which a block brings what it is given. */
export type MapSize = readonly [height: number, width: number];

/** Up to `size` by nearest neighbours, beside the skip, then two convolutions: [N, inChannels, h, w] → [N, outChannels, H, W]. */
export class DecoderBlock extends Module<[x: Tensor, skip: Tensor | null, size: MapSize]> {
  readonly conv1: Sequential;
  readonly conv2: Sequential;

  constructor({ inChannels, skipChannels, outChannels }: DecoderBlockConfig) {
    super();
    this.conv1 = convNormReLU(inChannels + skipChannels, outChannels);
    this.conv2 = convNormReLU(outChannels, outChannels);
  }

  forward(x: Tensor, skip: Tensor | null, size: MapSize): Tensor {
    const wide = x.upsampleNearest2d(size);
    return this.conv2.call(this.conv1.call(skip === null ? wide : cat([wide, skip], { dim: 1 })));
  }
}

export const sizeOf = (x: Tensor): MapSize => [x.size(2), x.size(3)];

/** From the coarsest feature map up, a block for each finer one, and one more for the image's own resolution. */
class UNetDecoder extends Module<[stages: readonly Tensor[], size: MapSize]> {
  readonly blocks: ModuleList<DecoderBlock>;

  /** `channels` of the encoder's stages, from fine to coarse. */
  constructor(channels: readonly number[]) {
    super();
    const skips = [...channels.slice(0, -1).reverse(), 0];
    const inputs = [channels.at(-1)!, ...DECODER_CHANNELS];
    this.blocks = new ModuleList(
      DECODER_CHANNELS.map(
        (outChannels, i) => new DecoderBlock({ inChannels: inputs[i]!, skipChannels: skips[i]!, outChannels }),
      ),
    );
  }

  forward(stages: readonly Tensor[], size: MapSize): Tensor {
    const [deepest, ...skips] = stages.toReversed() as [Tensor, ...Tensor[]];
    let x = deepest;
    for (const [i, block] of [...this.blocks].entries()) {
      const skip = skips[i] ?? null;
      x = block.call(x, skip, skip === null ? size : sizeOf(skip));
    }
    return x;
  }
}

/** As segmentation-models-pytorch begins decoders and heads. */
export function initialiseDecoder(decoder: AnyModule, ...heads: readonly AnyModule[]): void {
  for (const module of decoder.modules()) {
    if (module instanceof Conv2d) init.kaimingUniform_(module.weight, { nonlinearity: 'relu' });
  }
  for (const module of heads.flatMap((head) => [...head.modules()])) {
    if (!(module instanceof Conv2d)) continue;
    init.xavierUniform_(module.weight);
    init.constant_(module.bias!, 0);
  }
}

/** The 3×3 convolution that gives the logits. */
export const segmentationHead = (numClasses: number) =>
  new Sequential([
    new Conv2d({ inChannels: DECODER_CHANNELS.at(-1)!, outChannels: numClasses, kernelSize: 3, padding: 1 }),
  ]);

/**
 * A U-Net whose encoder is a classifier, so that it can begin from ImageNet weights. Images of any size from 32 pixels:
 * where a side does not halve evenly, features are brought to the size of the skip. Ronneberger et al., MICCAI 2015,
 * arXiv:1505.04597; names, decoder and initialisation as in `Unet` of qubvel's segmentation-models-pytorch.
 */
export class EncoderUNet extends DenseModel {
  readonly encoder: Encoder;
  readonly decoder: UNetDecoder;
  readonly dropout: Dropout;
  readonly segmentationHead: Sequential;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout;

  constructor({ encoder, numClasses, dropRate = 0 }: EncoderUNetOptions) {
    super();
    this.encoder = encoder;
    this.decoder = new UNetDecoder(encoder.featureInfo.map(({ channels }) => channels));
    this.dropout = new Dropout({ p: dropRate });
    this.segmentationHead = segmentationHead(numClasses);
    this.featureInfo = encoderStages(encoder);
    this.weightLayout = encoderLayout(encoder, 'segmentation_head.0');
    initialiseDecoder(this.decoder, this.segmentationHead);
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(32, height, width); // five halvings
  }

  forwardFeatures(x: Tensor): Tensor {
    const stages = this.encoder.forwardStages(x);
    const deepest = this.dropout.call(stages.at(-1)!);
    return this.decoder.call(stages.with(-1, deepest), sizeOf(x));
  }
}

export const unetResnet34 = (options: DenseOptions) =>
  new EncoderUNet({ ...options, encoder: resnet34Encoder(options) });
export const unetDensenet121 = (options: DenseOptions) =>
  new EncoderUNet({ ...options, encoder: densenet121Encoder(options) });
