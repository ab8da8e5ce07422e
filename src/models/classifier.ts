import { Linear, Module } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import type { AdaptedWeight } from './weights/adapt.ts';
import type { Rename } from './weights/names.ts';

/** What every architecture of the registry takes; it may take more. */
export interface ClassifierOptions {
  numClasses: number;
  /** 3 for colour, 1 for grey. */
  inChannels?: number;
  /** Side of the square input in pixels; only for architectures that fix it, by position embeddings or by flattening. */
  imageSize?: number;
  /** Probability of dropout, where the architecture has it. */
  dropRate?: number;
  /** Probability of dropping the last residual branch, growing linearly from 0 at the first (stochastic depth). */
  dropPathRate?: number;
  /** Keep only the blocks' inputs for the backward pass and compute the rest again: less memory, about a third more time. */
  gradientCheckpointing?: boolean;
}

/** Where a checkpoint's weights may have to be changed to fit. */
export interface WeightLayout {
  /** Path of the convolution that sees the image; null where a linear layer does. */
  readonly firstConv: string | null;
  /** Path of the layer that gives the logits. */
  readonly classifier: string;
  /** Paths of further layers that give logits, such as DeiT's distillation head. */
  readonly otherHeads?: readonly string[];
  /** The part that a classifier's checkpoint fits, which has neither decoder nor head; `renames` are that classifier's. */
  readonly encoder?: { readonly path: string; readonly renames?: readonly Rename[] };
  /** Names of older checkpoints and of other libraries (src/models/weights/dialects.ts), tried in this order. */
  readonly renames?: readonly Rename[];
}

/** A stage of the network, for explainers, decoders and detection heads; as timm's `feature_info`. */
export interface FeatureStage {
  readonly channels: number;
  /** Pixels of the image per step of the feature map (timm's `reduction`). */
  readonly stride: number;
  /** Path of the module to tap. */
  readonly module: string;
}

/** A network for images [N, C, H, W] → logits [N, numClasses], with timm's verbs. */
export abstract class ImageClassifier extends Module {
  abstract readonly weightLayout: WeightLayout;
  /** Width of what `forwardFeatures` gives. */
  abstract readonly numFeatures: number;
  /** The last feature map of each resolution, from fine to coarse; empty where there is none. */
  abstract readonly featureInfo: readonly FeatureStage[];

  /** The image as features: [N, C, H, W] → [N, F, H', W'] of a CNN, [N, L, F] of a transformer. */
  abstract forwardFeatures(x: Tensor): Tensor;

  /** Features → logits [N, numClasses]; `preLogits` stops before the classifier. */
  abstract forwardHead(features: Tensor, options?: { preLogits?: boolean }): Tensor;

  /** The feature map of each resolution, with the channels and strides of `featureInfo`; of what serves as an encoder. */
  forwardStages?(x: Tensor): Tensor[];

  /**
   * A checkpoint's tensor of another shape made to fit, e.g. position embeddings of another grid; undefined where nothing
   * can be done. `name` is this model's, `target` has the wanted shape. Channels of the first convolution, axes of size 1
   * and heads of another number of classes are seen to already.
   */
  adaptWeight?(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined;

  /** What is wrong with images of this size, e.g. "at least 63 × 63 pixels", or null. */
  sizeProblem(_height: number, _width: number): string | null {
    return null;
  }

  /** @throws RangeError for images that the architecture cannot take. */
  forward(x: Tensor): Tensor {
    refuseSize(this, this.constructor.name, x.size(-2), x.size(-1));
    return this.forwardHead(this.forwardFeatures(x));
  }

  /** The layer that gives the logits: `fc`, `head`, `classifier.6` … */
  getClassifier(): Linear {
    return this.module(this.weightLayout.classifier) as AnyLinear;
  }

  get numClasses(): number {
    return this.getClassifier().config.outFeatures;
  }

  /** A new, untrained classifier for another number of classes; optimisers made before do not know it. */
  resetClassifier(numClasses: number): this {
    const old = this.getClassifier();
    const { dtype, device } = old.weight;
    const fresh = new Linear({ ...old.config, outFeatures: numClasses }).to({ dtype, device });
    this.replaceModule(this.weightLayout.classifier, fresh);
    old.dispose();
    return this;
  }
}

type AnyLinear = Module<never, unknown> & Linear;

/** @throws RangeError of one line where `model` cannot take images of this size. */
export function refuseSize(
  model: Pick<ImageClassifier, 'sizeProblem'>,
  name: string,
  height: number,
  width: number,
): void {
  const wanted = model.sizeProblem(height, width);
  if (wanted !== null) throw new RangeError(`${name} takes images of ${wanted}, not ${height} × ${width}`);
}
