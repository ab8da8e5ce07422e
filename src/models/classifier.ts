import { Linear, Module } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import type { AdaptedWeight } from './weights/adapt.ts';
import type { Rename } from './weights/names.ts';

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
  /** Paths of further layers that give logits, such as DeiT's distillation head. */
  readonly otherHeads?: readonly string[];
  /** Names of older checkpoints and of other libraries (src/models/weights/dialects.ts), tried in this order. */
  readonly renames?: readonly Rename[];
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

  /**
   * A checkpoint's tensor of another shape made to fit, e.g. position embeddings of another grid; undefined where nothing
   * can be done. `name` is this model's, `target` has the wanted shape. Channels of the first convolution, axes of size 1
   * and heads of another number of classes are seen to already.
   */
  adaptWeight?(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined;

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
