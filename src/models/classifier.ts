import { Linear, Module } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';

/** What every architecture of the registry takes; it may take more. */
export interface ClassifierOptions {
  numClasses: number;
  /** 3 for colour (default), 1 for grey. */
  inChannels?: number;
  /** Side of the square input in pixels; only for architectures that fix it, such as those with position embeddings. */
  imageSize?: number;
  /** Probability of dropout, where the architecture has it. */
  dropRate?: number;
}

/** Where a checkpoint's weights may have to be changed to fit. */
export interface WeightLayout {
  /** Path of the convolution that sees the image. */
  readonly firstConv: string;
  /** Path of the layer that gives the logits. */
  readonly classifier: string;
  /** Names of older checkpoints, as pattern and replacement. */
  readonly renames?: readonly (readonly [RegExp, string])[];
}

/** A network for images [N, C, H, W] → logits [N, numClasses], with timm's verbs. */
export abstract class ImageClassifier extends Module {
  abstract readonly weightLayout: WeightLayout;
  /** Width of what the classifier sees. */
  abstract readonly numFeatures: number;
  abstract classifier: Linear;

  /** The image as a feature map: [N, C, H, W] → [N, F, H', W']. */
  abstract forwardFeatures(x: Tensor): Tensor;

  /** Feature map → logits [N, numClasses]; `preLogits` stops before the classifier, at [N, numFeatures]. */
  abstract forwardHead(features: Tensor, options?: { preLogits?: boolean }): Tensor;

  forward(x: Tensor): Tensor {
    return this.forwardHead(this.forwardFeatures(x));
  }

  get numClasses(): number {
    return this.classifier.config.outFeatures;
  }

  /** A new, untrained classifier for another number of classes; optimisers made before do not know it. */
  resetClassifier(numClasses: number): this {
    const old = this.classifier;
    const { dtype, device } = old.weight;
    this.classifier = new Linear({ inFeatures: this.numFeatures, outFeatures: numClasses }).to({ dtype, device });
    old.dispose();
    return this;
  }
}
