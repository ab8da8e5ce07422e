import { Conv2d, GroupNorm, MaxPool2d, Module, Sequential } from '../../nn/index.ts';
import { batchNorm, conv2d, type Tensor } from '../../torch/index.ts';
import { stageOf } from '../checkpointing.ts';

const GROUPS = 32;

/** A convolution whose filters have mean 0 and variance 1. Qiao et al., "Weight standardization", 2019, arXiv:1903.10520. */
class StdConv2d extends Conv2d {
  override forward(x: Tensor): Tensor {
    const { stride, padding } = this.config;
    const flat = this.weight.reshape([1, this.weight.size(0), -1]);
    // A norm over each filter: one operator, as timm does it.
    const weight = batchNorm(flat, null, null, null, null, true, 0, 1e-5, true).reshape(this.weight.shape);
    return conv2d(x, weight, { stride, padding });
  }
}

const conv = (inChannels: number, outChannels: number, kernelSize: number, stride = 1) =>
  new StdConv2d({ inChannels, outChannels, kernelSize, stride, padding: (kernelSize - 1) / 2, bias: false });
const norm = (numChannels: number) => new GroupNorm({ numGroups: GROUPS, numChannels, eps: 1e-6 });

/** Group norm and ReLU. */
class NormReLU extends GroupNorm {
  override forward(x: Tensor): Tensor {
    return super.forward(x).relu_();
  }
}
const normReLU = (numChannels: number) => new NormReLU({ numGroups: GROUPS, numChannels, eps: 1e-6 });

/** 1×1, 3×3, 1×1 convolutions beside a shortcut: [N, inChannels, H, W] → [N, 4 width, H ÷ stride, W ÷ stride]. */
class Unit extends Module {
  readonly conv1: Conv2d;
  readonly gn1: GroupNorm;
  readonly conv2: Conv2d;
  readonly gn2: GroupNorm;
  readonly conv3: Conv2d;
  readonly gn3: GroupNorm;
  readonly downsample: Conv2d | null;
  readonly gnProj: GroupNorm | null;

  constructor(inChannels: number, width: number, stride: number) {
    super();
    const outChannels = 4 * width;
    const changes = stride !== 1 || inChannels !== outChannels;
    this.conv1 = conv(inChannels, width, 1);
    this.gn1 = normReLU(width);
    this.conv2 = conv(width, width, 3, stride);
    this.gn2 = normReLU(width);
    this.conv3 = conv(width, outChannels, 1);
    this.gn3 = norm(outChannels);
    this.downsample = changes ? conv(inChannels, outChannels, 1, stride) : null;
    this.gnProj = changes ? new GroupNorm({ numGroups: outChannels, numChannels: outChannels }) : null;
  }

  forward(x: Tensor): Tensor {
    const y = this.gn2.call(this.conv2.call(this.gn1.call(this.conv1.call(x))));
    const shortcut = this.downsample === null ? x : this.gnProj!.call(this.downsample.call(x));
    return this.gn3.call(this.conv3.call(y)).add_(shortcut).relu_();
  }
}

export interface StemConfig {
  readonly inChannels: number;
  /** Channels after the first convolution. */
  readonly width: number;
  /** Units of the three resolutions. */
  readonly units: readonly [number, number, number];
  readonly gradientCheckpointing: boolean | undefined;
}

/**
 * The first three stages of a ResNet with group norm and standardised weights: the image → features of strides 2, 4, 8 and 16. Kolesnikov et al.,
 * "Big transfer", ECCV 2020, arXiv:1912.11370.
 */
export class ResNetStem extends Module<[x: Tensor], Tensor[]> {
  readonly root: Sequential;
  readonly pool = new MaxPool2d({ kernelSize: 3, stride: 2, padding: 1 });
  readonly block1: Sequential;
  readonly block2: Sequential;
  readonly block3: Sequential;
  /** Of the features, from fine to coarse. */
  readonly channels: readonly number[];

  constructor({ inChannels, width, units, gradientCheckpointing }: StemConfig) {
    super();
    const block = (length: number, from: number, inner: number, stride: number) =>
      stageOf(
        Array.from({ length }, (_, i) => (i === 0 ? new Unit(from, inner, stride) : new Unit(4 * inner, inner, 1))),
        gradientCheckpointing,
      );
    this.root = new Sequential({ conv: conv(inChannels, width, 7, 2), gn: normReLU(width) });
    this.block1 = block(units[0], width, width, 1);
    this.block2 = block(units[1], 4 * width, 2 * width, 2);
    this.block3 = block(units[2], 8 * width, 4 * width, 2);
    this.channels = [width, 4 * width, 8 * width, 16 * width];
  }

  forward(x: Tensor): Tensor[] {
    const root = this.root.call(x);
    const first = this.block1.call(this.pool.call(root));
    const second = this.block2.call(first);
    return [root, first, second, this.block3.call(second)];
  }
}
