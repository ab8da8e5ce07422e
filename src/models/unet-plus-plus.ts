import { Conv2d, Dropout, Module, ModuleList, type Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { type Encoder, encoderLayout, encoderStages, resnet34Encoder } from './encoder.ts';
import {
  DECODER_CHANNELS,
  DecoderBlock,
  type EncoderUNetOptions,
  initialiseDecoder,
  type MapSize,
  segmentationHead,
  sizeOf,
} from './encoder-unet.ts';
import { atLeast } from './head.ts';

/** Stages below the image's own resolution that the encoder gives; the decoder has a row of blocks for all but the coarsest. */
const ROWS = 4;

/**
 * Blocks `x_d_r`: row r brings features to the resolution of the encoder's stage ROWS − 1 − r, and has blocks d = r … 0, each of what the row below
 * gives and of all before it in its row. `x_0_4` brings the last to the image's own resolution.
 */
class NestedDecoder extends Module<[stages: readonly Tensor[], size: MapSize], Tensor[]> {
  readonly blocks: Readonly<Record<string, DecoderBlock>>;

  constructor(channels: readonly number[]) {
    super();
    const [deepest, ...skips] = channels.toReversed() as [number, ...number[]];
    const blocks: Record<string, DecoderBlock> = {};
    for (let row = 0; row < ROWS; row++) {
      const width = skips[row]!;
      blocks[`x_0_${row}`] = new DecoderBlock({
        inChannels: row === 0 ? deepest : DECODER_CHANNELS[row - 1]!,
        skipChannels: width * (row + 1),
        outChannels: DECODER_CHANNELS[row]!,
      });
      for (let d = 1; d <= row; d++) {
        const inChannels = skips[row - 1]!;
        blocks[`x_${d}_${row}`] = new DecoderBlock({
          inChannels,
          skipChannels: width * (row + 1 - d),
          outChannels: width,
        });
      }
    }
    const last = { inChannels: DECODER_CHANNELS[ROWS - 1]!, skipChannels: 0, outChannels: DECODER_CHANNELS[ROWS]! };
    blocks[`x_0_${ROWS}`] = new DecoderBlock(last);
    this.blocks = blocks;
  }

  override *namedChildren(): Generator<[string, DecoderBlock]> {
    for (const [name, block] of Object.entries(this.blocks)) yield [`blocks.${name}`, block];
  }

  /** At the image's resolution, then the finest row's blocks of ever less depth: `x_0_4`, `x_1_3`, `x_2_3`, `x_3_3`. */
  forward(stages: readonly Tensor[], size: MapSize): Tensor[] {
    const [deepest, ...skips] = stages.toReversed() as [Tensor, ...Tensor[]];
    // Of the row below: the encoder's features and then its blocks, from the last (the shallowest) to the first.
    let below = [deepest];
    for (let row = 0; row < ROWS; row++) {
      const skip = skips[row]!;
      const own = [skip];
      for (let d = row; d >= 0; d--) {
        const seen = own.length === 1 ? skip : cat([...own.slice(1).toReversed(), skip], { dim: 1 });
        own.push(this.blocks[`x_${d}_${row}`]!.call(below[row - d]!, seen, sizeOf(skip)));
      }
      below = own;
    }
    const [, ...nodes] = below;
    return [this.blocks[`x_0_${ROWS}`]!.call(nodes.at(-1)!, null, size), ...nodes.slice(0, -1).toReversed()];
  }
}

/**
 * UNet++: a U-Net whose skips are themselves small decoders, so that its finest row holds U-Nets of every depth, which deep supervision teaches to
 * segment on their own. Zhou et al., "UNet++: a nested U-Net architecture", DLMIA 2018, arXiv:1807.10165. Names, decoder and initialisation as in
 * `UnetPlusPlus` of qubvel's segmentation-models-pytorch, which has no deep supervision: `deep_heads` are added.
 */
export class UNetPlusPlus extends DenseModel {
  readonly encoder: Encoder;
  readonly decoder: NestedDecoder;
  readonly dropout: Dropout;
  readonly segmentationHead: Sequential;
  readonly deepHeads: ModuleList<Conv2d>;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout;

  constructor({ encoder, numClasses, dropRate = 0 }: EncoderUNetOptions) {
    super();
    const channels = encoder.featureInfo.map((stage) => stage.channels);
    this.encoder = encoder;
    this.decoder = new NestedDecoder(channels);
    this.dropout = new Dropout({ p: dropRate });
    this.segmentationHead = segmentationHead(numClasses);
    const head = () => new Conv2d({ inChannels: channels[0]!, outChannels: numClasses, kernelSize: 1 });
    this.deepHeads = new ModuleList(Array.from({ length: ROWS - 1 }, head));
    this.featureInfo = encoderStages(encoder);
    const otherHeads = Array.from({ length: ROWS - 1 }, (_, i) => `deep_heads.${i}`);
    this.weightLayout = { ...encoderLayout(encoder, 'segmentation_head.0'), otherHeads };
    initialiseDecoder(this.decoder, this.segmentationHead, this.deepHeads);
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(32, height, width); // five halvings
  }

  #nodes(x: Tensor): Tensor[] {
    const stages = this.encoder.forwardStages(x);
    return this.decoder.call(stages.with(-1, this.dropout.call(stages.at(-1)!)), sizeOf(x));
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.#nodes(x)[0]!;
  }

  /** The logits, then those of the U-Nets of depth 3, 2 and 1, all brought to the image's size, as the paper's. */
  override forwardDeep(x: Tensor): Tensor[] {
    const [finest, ...nodes] = this.#nodes(x) as [Tensor, ...Tensor[]];
    const deep = nodes.map((node, i) => this.deepHeads.at(i).call(node).upsampleBilinear2d(sizeOf(x), false));
    return [this.forwardHead(finest), ...deep];
  }
}

export const unetPlusPlusResnet34 = (options: DenseOptions) =>
  new UNetPlusPlus({ ...options, encoder: resnet34Encoder(options) });
