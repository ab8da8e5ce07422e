import { Conv2d, ConvTranspose2d, Dropout, InstanceNorm2d, Module, ModuleList, Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { encoderLayout, encoderStages } from './encoder.ts';
import { cropTo, padTo } from './padding.ts';
import { PATCH, vitEncoder } from './vit/encoder.ts';
import { patchGrid } from './vit/patch-embed.ts';
import { tokensToMap } from './vit/positions.ts';
import { type VisionTransformer, vitSmallPatch16 } from './vit.ts';

/** Blocks of the ViT after which its tokens go to the decoder: z₃, z₆, z₉, z₁₂. */
const TAPS = [3, 6, 9, 12];
const SLOPE = 0.01;

const conv = (inChannels: number, outChannels: number, kernelSize: number) =>
  new Conv2d({ inChannels, outChannels, kernelSize, padding: (kernelSize - 1) / 2, bias: false });
/** Twice the resolution. */
const up = (inChannels: number, outChannels: number) =>
  new ConvTranspose2d({ inChannels, outChannels, kernelSize: 2, stride: 2, bias: false });

/** Two 3×3 convolutions beside a shortcut, with instance norms that learn nothing and leaky ReLUs. */
class ResBlock extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly conv3: Conv2d | null;
  readonly norm: InstanceNorm2d;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.conv1 = conv(inChannels, outChannels, 3);
    this.conv2 = conv(outChannels, outChannels, 3);
    this.conv3 = inChannels === outChannels ? null : conv(inChannels, outChannels, 1);
    this.norm = new InstanceNorm2d({ numFeatures: outChannels });
  }

  forward(x: Tensor): Tensor {
    const y = this.norm.call(this.conv1.call(x)).leakyRelu({ negativeSlope: SLOPE });
    const shortcut = this.conv3 === null ? x : this.norm.call(this.conv3.call(x));
    return this.norm.call(this.conv2.call(y)).add(shortcut).leakyRelu({ negativeSlope: SLOPE });
  }
}

/** Tokens as a map, brought up `steps` + 1 times: [N, inChannels, h, w] → [N, outChannels, 2h, 2w] and further. */
class Lift extends Module {
  readonly transpConvInit: ConvTranspose2d;
  readonly blocks: ModuleList<Sequential>;

  constructor(inChannels: number, outChannels: number, steps: number) {
    super();
    this.transpConvInit = up(inChannels, outChannels);
    const block = () => new Sequential([up(outChannels, outChannels), new ResBlock(outChannels, outChannels)]);
    this.blocks = new ModuleList(Array.from({ length: steps }, block));
  }

  forward(x: Tensor): Tensor {
    return [...this.blocks].reduce((y, block) => block.call(y), this.transpConvInit.call(x));
  }
}

/** Twice the resolution, beside a skip of it: [N, inChannels, h, w], [N, outChannels, 2h, 2w] → [N, outChannels, 2h, 2w]. */
class Join extends Module<[x: Tensor, skip: Tensor]> {
  readonly transpConv: ConvTranspose2d;
  readonly convBlock: ResBlock;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.transpConv = up(inChannels, outChannels);
    this.convBlock = new ResBlock(2 * outChannels, outChannels);
  }

  forward(x: Tensor, skip: Tensor): Tensor {
    return this.convBlock.call(cat([this.transpConv.call(x), skip], { dim: 1 }));
  }
}

/**
 * UNETR in two dimensions: the tokens of four depths of a ViT, each brought to a resolution of its own, in the place of a CNN's stages. Hatamizadeh
 * et al., "UNETR: transformers for 3D medical image segmentation", WACV 2022, arXiv:2103.10504; blocks as MONAI's `UNETR`. The ViT is ViT-S with its
 * class token, which the decoder does not see, so that weights of classifiers fit. Images are padded with zeros to whole patches.
 */
export class Unetr extends DenseModel {
  readonly encoder: VisionTransformer;
  readonly dropout: Dropout;
  readonly encoder1: ResBlock;
  readonly encoder2: Lift;
  readonly encoder3: Lift;
  readonly encoder4: Lift;
  readonly decoder5: Join;
  readonly decoder4: Join;
  readonly decoder3: Join;
  readonly decoder2: Join;
  readonly out: Sequential<{ conv: Conv2d }>;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout;

  /** `baseWidth`: channels at the image's resolution, twice as many at each of the three below it. */
  constructor(encoder: VisionTransformer, options: DenseOptions) {
    super();
    const { numClasses, inChannels = 1, baseWidth = 16, dropRate = 0 } = options;
    const [a, b, c, d] = [1, 2, 4, 8].map((k) => k * baseWidth) as [number, number, number, number];
    const width = encoder.numFeatures;
    this.encoder = encoder;
    this.dropout = new Dropout({ p: dropRate });
    this.encoder1 = new ResBlock(inChannels, a);
    this.encoder2 = new Lift(width, b, 2);
    this.encoder3 = new Lift(width, c, 1);
    this.encoder4 = new Lift(width, d, 0);
    this.decoder5 = new Join(width, d);
    this.decoder4 = new Join(d, c);
    this.decoder3 = new Join(c, b);
    this.decoder2 = new Join(b, a);
    this.out = new Sequential({ conv: new Conv2d({ inChannels: a, outChannels: numClasses, kernelSize: 1 }) });
    this.featureInfo = encoderStages(encoder);
    this.weightLayout = encoderLayout(encoder, 'out.conv');
  }

  forwardFeatures(x: Tensor): Tensor {
    const image = padTo(x, PATCH);
    const grid = patchGrid(image.size(2), image.size(3), PATCH);
    const tokens = this.encoder.forwardIntermediates(image, TAPS);
    const [z3, z6, z9, z12] = tokens.map((z) => tokensToMap(z, grid)) as [Tensor, Tensor, Tensor, Tensor];
    let y = this.decoder5.call(this.dropout.call(z12), this.encoder4.call(z9));
    y = this.decoder4.call(y, this.encoder3.call(z6));
    y = this.decoder3.call(y, this.encoder2.call(z3));
    y = this.decoder2.call(y, this.encoder1.call(image));
    return cropTo(y, x.size(2), x.size(3));
  }
}

export const unetr2d = (options: DenseOptions) => new Unetr(vitEncoder(vitSmallPatch16, options), options);
