import { Conv2d } from '../../nn/index.ts';
import { inferenceMode, scope, type Tensor, zeros } from '../../torch/index.ts';
import { type ImageClassifier, refuseSize, type WeightLayout } from '../classifier.ts';
import { encoderLayout, headless } from '../encoder.ts';
import { type Grid, patchGrid } from '../vit/patch-embed.ts';
import type { PatchMask } from './mask.ts';
import { hiddenOf, PatchAutoencoder, withHidden } from './patches.ts';

export interface ConvAutoencoderOptions {
  /** Side of the square images, pixels. */
  imageSize: number;
  inChannels: number;
  /** Side of what is hidden at once, pixels; it divides the image's. */
  patchSize: number;
  /** Predict each patch normalised by its own mean and deviation (default), or as it is. */
  normaliseTarget?: boolean;
}

/**
 * Masked autoencoder of a network with feature maps: the image with its hidden patches at the mean goes in whole, and one linear layer
 * guesses from each place of the last feature map the pixels that lie below it. Xie et al., "SimMIM", CVPR 2022, arXiv:2111.09886 (the
 * linear layer); Li et al., "Architecture-agnostic masked image modeling", ICML 2023, arXiv:2205.13943 (the mean, for CNNs); targets as
 * in `MaskedAutoencoder`.
 */
export class MaskedConvAutoencoder extends PatchAutoencoder {
  readonly encoder: ImageClassifier;
  readonly decoder: Conv2d;
  readonly weightLayout: WeightLayout;
  readonly grid: Grid;
  readonly patchSize: number;
  readonly inChannels: number;
  readonly normaliseTarget: boolean;
  /** Side of what a place of the feature map guesses, pixels. */
  readonly cell: number;

  /**
   * Takes over `encoder`, whose head is freed.
   * @throws RangeError where the encoder gives no feature map, or the sizes do not fit.
   */
  constructor(encoder: ImageClassifier, options: ConvAutoencoderOptions) {
    super();
    const { imageSize, inChannels, patchSize, normaliseTarget = true } = options;
    refuseSize(encoder, encoder.constructor.name, imageSize, imageSize);
    this.grid = patchGrid(imageSize, imageSize, patchSize);
    const [, channels, height] = featureMapOf(encoder, [1, inChannels, imageSize, imageSize]);
    this.cell = Math.ceil(imageSize / height);
    this.encoder = headless(encoder);
    this.decoder = new Conv2d({ inChannels: channels, outChannels: this.cell ** 2 * inChannels, kernelSize: 1 });
    this.weightLayout = encoderLayout(encoder, 'decoder');
    this.patchSize = patchSize;
    this.inChannels = inChannels;
    this.normaliseTarget = normaliseTarget;
  }

  forward(patches: Tensor, mask: PatchMask): Tensor {
    const mean = zeros([1, 1, 1], { device: patches.device }); // of the images, after normalisation
    const features = this.encoder.forwardFeatures(this.unpatchify(withHidden(patches, mask, mean)));
    const guessed = this.decoder.call(features).pixelShuffle(this.cell);
    const side = this.grid[0] * this.patchSize;
    return hiddenOf(this.patchify(guessed.narrow(2, 0, side).narrow(3, 0, side)), mask);
  }

  *weights(): Iterable<[string, Tensor]> {
    yield* this.encoder.stateDict();
    for (const [name, weight] of this.decoder.stateDict()) yield [`mae_decoder.${name}`, weight];
  }
}

/** The shape of the features of images of this shape. */
function featureMapOf(encoder: ImageClassifier, shape: readonly number[]): [number, number, number, number] {
  encoder.eval();
  const features = inferenceMode(() => scope(() => [...encoder.forwardFeatures(zeros(shape)).shape]));
  encoder.train();
  if (features.length === 4) return features as [number, number, number, number];
  throw new RangeError(
    `${encoder.constructor.name}: has no feature map; masked autoencoders are of plain ViTs and of CNNs, self-distillation (dino) of any model`,
  );
}

/** The patch that a CNN hides by default: the largest that divides the image and is no more than a sixth of its side, as 32 of 224 pixels. */
export function patchSizeFor(imageSize: number): number {
  let size = Math.max(1, Math.floor(imageSize / 6));
  while (imageSize % size !== 0) size--;
  return size;
}
