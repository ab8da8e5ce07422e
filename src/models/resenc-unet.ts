import { Conv2d, ConvTranspose2d, Dropout, init, Module, ModuleList, type Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { type FeatureStage, refuseSize, type WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { atLeast } from './head.ts';
import { cropTo, padTo } from './padding.ts';
import { ConvStack, ResidualBlock, SLOPE } from './resenc/blocks.ts';
import { dropPathRates } from './vit/block.ts';

/** Residual blocks of each resolution, and the most channels of one in 2-D, as nnU-Net's ResEnc presets have them. */
const BLOCKS = [1, 3, 4, 6, 6, 6] as const;
const MAX_CHANNELS = 512;
/** What the image is halved to, in all. */
const STRIDE = 2 ** (BLOCKS.length - 1);

/** Blocks of one resolution. */
class Stage extends Module {
  readonly blocks: Sequential;

  constructor(blocks: readonly ResidualBlock[], gradientCheckpointing: boolean) {
    super();
    this.blocks = stageOf(blocks, gradientCheckpointing);
  }

  forward(x: Tensor): Tensor {
    return this.blocks.call(x);
  }
}

interface EncoderConfig {
  readonly inChannels: number;
  readonly channels: readonly number[];
  readonly dropPathRate: number;
  readonly gradientCheckpointing: boolean;
}

/** The image → features of each resolution, from fine to coarse. */
class ResidualEncoder extends Module<[x: Tensor], Tensor[]> {
  readonly stem: ConvStack;
  readonly stages: ModuleList<Stage>;

  constructor({ inChannels, channels, dropPathRate, gradientCheckpointing }: EncoderConfig) {
    super();
    this.stem = new ConvStack([{ inChannels, outChannels: channels[0]! }]);
    const rates = dropPathRates(
      BLOCKS.reduce((sum, n) => sum + n, 0),
      dropPathRate,
    );
    this.stages = new ModuleList(
      BLOCKS.map((length, s) => {
        const blocks = Array.from({ length }, (_, i) => {
          const first = i === 0 && s > 0;
          const [from, outChannels] = [channels[first ? s - 1 : s]!, channels[s]!];
          return new ResidualBlock({
            inChannels: from,
            outChannels,
            stride: first ? 2 : 1,
            dropPath: rates.shift()!,
          });
        });
        return new Stage(blocks, gradientCheckpointing);
      }),
    );
  }

  forward(x: Tensor): Tensor[] {
    const found: Tensor[] = [];
    let y = this.stem.call(x);
    for (const stage of this.stages) {
      y = stage.call(y);
      found.push(y);
    }
    return found;
  }
}

/** Features of each resolution → the decoder's of each but the coarsest, from fine to coarse. */
class Decoder extends Module<[stages: readonly Tensor[]], Tensor[]> {
  readonly stages: ModuleList<ConvStack>;
  readonly transpconvs: ModuleList<ConvTranspose2d>;
  /** 1×1 convolutions that give the logits of each resolution, from coarse to fine; the model calls them. */
  readonly segLayers: ModuleList<Conv2d>;

  constructor(channels: readonly number[], numClasses: number) {
    super();
    const steps = channels
      .slice(1)
      .map((below, i) => ({ below, width: channels[i]! }))
      .reverse();
    this.stages = new ModuleList(
      steps.map(({ width }) => new ConvStack([{ inChannels: 2 * width, outChannels: width }])),
    );
    this.transpconvs = new ModuleList(
      steps.map(
        ({ below, width }) => new ConvTranspose2d({ inChannels: below, outChannels: width, kernelSize: 2, stride: 2 }),
      ),
    );
    this.segLayers = new ModuleList(
      steps.map(({ width }) => new Conv2d({ inChannels: width, outChannels: numClasses, kernelSize: 1 })),
    );
  }

  forward(stages: readonly Tensor[]): Tensor[] {
    const [deepest, ...skips] = stages.toReversed() as [Tensor, ...Tensor[]];
    const found: Tensor[] = [];
    let x = deepest;
    for (const [s, skip] of skips.entries()) {
      x = this.stages.at(s).call(cat([this.transpconvs.at(s).call(x), skip], { dim: 1 }));
      found.unshift(x);
    }
    return found;
  }
}

/**
 * nnU-Net's U-Net with a residual encoder: instance norm, leaky ReLU, convolutions that halve, logits at every resolution of the decoder for deep
 * supervision. Six resolutions, which nnU-Net plans for sides of 128 to 255 pixels. Images are padded with zeros to multiples of 32. Isensee et
 * al., "nnU-Net revisited", MICCAI 2024, arXiv:2404.09556; names as in `ResidualEncoderUNet` of MIC-DKFZ's dynamic-network-architectures.
 */
export class ResEncUNet extends DenseModel {
  readonly encoder: ResidualEncoder;
  readonly dropout: Dropout;
  readonly decoder: Decoder;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = {
    firstConv: 'encoder.stem.convs.0.conv',
    classifier: `decoder.seg_layers.${BLOCKS.length - 2}`,
    otherHeads: Array.from({ length: BLOCKS.length - 2 }, (_, i) => `decoder.seg_layers.${i}`),
  };

  /** `baseWidth`: channels at the image's resolution, twice as many at each below it, up to 512. */
  constructor(options: DenseOptions) {
    super();
    const { numClasses, inChannels = 1, baseWidth = 32, dropRate = 0, dropPathRate = 0 } = options;
    const { gradientCheckpointing = false } = options;
    const channels = BLOCKS.map((_, s) => Math.min(baseWidth * 2 ** s, MAX_CHANNELS));
    this.encoder = new ResidualEncoder({ inChannels, channels, dropPathRate, gradientCheckpointing });
    this.dropout = new Dropout({ p: dropRate });
    this.decoder = new Decoder(channels, numClasses);
    this.featureInfo = channels.map((width, s) => ({ channels: width, stride: 2 ** s, module: `encoder.stages.${s}` }));
    this.#initialise();
  }

  /** He's normal distribution; each residual block begins as its shortcut. */
  #initialise(): void {
    for (const module of this.modules()) {
      if (module instanceof Conv2d || module instanceof ConvTranspose2d) {
        init.kaimingNormal_(module.weight, { slope: SLOPE });
        if (module.bias !== null) init.constant_(module.bias, 0);
      }
      if (module instanceof ResidualBlock) init.constant_(module.conv2.norm.weight!, 0);
    }
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(STRIDE + 1, height, width); // of one pixel, an instance norm leaves nothing
  }

  #decoded(x: Tensor): Tensor[] {
    const stages = this.encoder.call(padTo(x, STRIDE));
    return this.decoder.call(stages.with(-1, this.dropout.call(stages.at(-1)!)));
  }

  forwardFeatures(x: Tensor): Tensor {
    return cropTo(this.#decoded(x)[0]!, x.size(2), x.size(3));
  }

  override forwardDeep(x: Tensor): Tensor[] {
    refuseSize(this, this.constructor.name, x.size(2), x.size(3));
    const heads = [...this.decoder.segLayers].reverse();
    return this.#decoded(x).map((features, i) => {
      const [height, width] = [x.size(2), x.size(3)].map((side) => Math.ceil(side / 2 ** i)) as [number, number];
      return heads[i]!.call(cropTo(features, height, width));
    });
  }
}

export const resEncUnet = (options: DenseOptions) => new ResEncUNet(options);
