import { BatchNormReLU2d, Conv2d, ConvTranspose2d, Dropout, MaxPool2d, Module, Sequential } from '../nn/index.ts';
import { cat, type Tensor } from '../torch/index.ts';
import { callCheckpointed } from './checkpointing.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { atLeast } from './head.ts';

/** Two 3×3 convolutions, each with batch norm and ReLU. */
class DoubleConv extends Module {
  readonly doubleConv: Sequential;

  constructor(inChannels: number, outChannels: number) {
    super();
    const conv = (from: number) =>
      new Conv2d({ inChannels: from, outChannels, kernelSize: 3, padding: 1, bias: false });
    const norm = () => new BatchNormReLU2d({ numFeatures: outChannels });
    // The numbers leave room for the ReLUs, as in other implementations.
    this.doubleConv = new Sequential({ 0: conv(inChannels), 1: norm(), 3: conv(outChannels), 4: norm() });
  }

  forward(x: Tensor): Tensor {
    return this.doubleConv.call(x);
  }
}

/** Half the resolution, twice the channels. */
class Down extends Module {
  readonly maxpoolConv: Sequential;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.maxpoolConv = new Sequential([new MaxPool2d({ kernelSize: 2 }), new DoubleConv(inChannels, outChannels)]);
  }

  forward(x: Tensor): Tensor {
    return this.maxpoolConv.call(x);
  }
}

/** Twice the resolution, beside the encoder's features of that resolution: [N, C, H, W], [N, C ÷ 2, 2H, 2W] → [N, C ÷ 2, 2H, 2W]. */
class Up extends Module<[x: Tensor, skip: Tensor]> {
  readonly up: ConvTranspose2d;
  readonly conv: DoubleConv;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.up = new ConvTranspose2d({ inChannels, outChannels, kernelSize: 2, stride: 2 });
    this.conv = new DoubleConv(2 * outChannels, outChannels);
  }

  forward(x: Tensor, skip: Tensor): Tensor {
    return this.conv.call(cat([skip, fitted(this.up.call(x), skip)], { dim: 1 }));
  }
}

/** Zeros around `x` where a side of the skip is odd. */
function fitted(x: Tensor, skip: Tensor): Tensor {
  const [dy, dx] = [skip.size(2) - x.size(2), skip.size(3) - x.size(3)];
  if (dy === 0 && dx === 0) return x;
  const [top, left] = [dy >> 1, dx >> 1];
  return x.pad([left, dx - left, top, dy - top]);
}

/**
 * U-Net: an encoder of five resolutions, a decoder that joins each with the encoder's features. Padded, so that the mask has
 * the image's size, and with batch norm, unlike the paper. Ronneberger et al., MICCAI 2015, arXiv:1505.04597. Parameter
 * names as in milesial/Pytorch-UNet (with transposed convolutions).
 */
export class UNet extends DenseModel {
  readonly inc: DoubleConv;
  readonly down1: Down;
  readonly down2: Down;
  readonly down3: Down;
  readonly down4: Down;
  readonly dropout: Dropout;
  readonly up1: Up;
  readonly up2: Up;
  readonly up3: Up;
  readonly up4: Up;
  readonly outc: Sequential<{ conv: Conv2d }>;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout = { firstConv: 'inc.double_conv.0', classifier: 'outc.conv' };
  readonly #checkpointing: boolean;

  /** `baseWidth`: each of the four stages below the first has twice as many channels as the one above. */
  constructor(options: DenseOptions) {
    super();
    const { numClasses, inChannels = 1, baseWidth = 64, dropRate = 0, gradientCheckpointing = false } = options;
    const [a, b, c, d, e] = [1, 2, 4, 8, 16].map((k) => k * baseWidth) as [number, number, number, number, number];
    this.inc = new DoubleConv(inChannels, a);
    this.down1 = new Down(a, b);
    this.down2 = new Down(b, c);
    this.down3 = new Down(c, d);
    this.down4 = new Down(d, e);
    this.dropout = new Dropout({ p: dropRate });
    this.up1 = new Up(e, d);
    this.up2 = new Up(d, c);
    this.up3 = new Up(c, b);
    this.up4 = new Up(b, a);
    this.outc = new Sequential({ conv: new Conv2d({ inChannels: a, outChannels: numClasses, kernelSize: 1 }) });
    const modules = ['inc', 'down1', 'down2', 'down3', 'down4'];
    this.featureInfo = [a, b, c, d, e].map((channels, i) => ({ channels, stride: 2 ** i, module: modules[i]! }));
    this.#checkpointing = gradientCheckpointing;
  }

  override sizeProblem(height: number, width: number): string | null {
    return atLeast(16, height, width); // the fourth halving would leave nothing
  }

  forwardFeatures(x: Tensor): Tensor {
    const run = (module: Module, input: Tensor) =>
      this.#checkpointing ? callCheckpointed(module, input) : module.call(input);
    const x1 = run(this.inc, x);
    const x2 = run(this.down1, x1);
    const x3 = run(this.down2, x2);
    const x4 = run(this.down3, x3);
    const x5 = this.dropout.call(run(this.down4, x4));
    return this.up4.call(this.up3.call(this.up2.call(this.up1.call(x5, x4), x3), x2), x1);
  }
}

export const unet = (options: DenseOptions) => new UNet(options);
