import { Conv2d, Module } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import {
  type ClassifierOptions,
  type FeatureStage,
  type ImageClassifier,
  refuseSize,
  type WeightLayout,
} from './classifier.ts';
import type { AdaptedWeight } from './weights/adapt.ts';

/** Any model that weights are loaded into and that learns from labelled images. */
export type TrainableModel = ImageClassifier | DenseModel;

/** What every model that predicts a map per pixel takes; it may take more. */
export type DenseOptions = ClassifierOptions;

/** A network for images [N, C, H, W] → logits of every pixel [N, numClasses, H, W]; for masks, one class per channel. */
export abstract class DenseModel extends Module {
  /** `classifier` is the convolution that gives the logits. */
  abstract readonly weightLayout: WeightLayout;
  /** Stages of the encoder, from fine to coarse. */
  abstract readonly featureInfo: readonly FeatureStage[];

  /** The image at full resolution, before the logits: [N, C, H, W] → [N, F, H, W]. */
  abstract forwardFeatures(x: Tensor): Tensor;

  /**
   * Logits at decreasing resolution, finest first: [N, C, H, W] → [N, numClasses, H, W], [N, numClasses, H ÷ 2, W ÷ 2] …
   * Only of models with deep supervision; the first is what `forward` gives.
   */
  forwardDeep?(x: Tensor): Tensor[];

  /** As of `ImageClassifier`: a checkpoint's tensor of another shape made to fit. */
  adaptWeight?(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined;

  /** What is wrong with images of this size, e.g. "at least 32 × 32 pixels", or null. */
  sizeProblem(_height: number, _width: number): string | null {
    return null;
  }

  /** @throws RangeError for images that the architecture cannot take. */
  forward(x: Tensor): Tensor {
    refuseSize(this, this.constructor.name, x.size(-2), x.size(-1));
    return this.getClassifier().call(this.forwardFeatures(x));
  }

  getClassifier(): Conv2d {
    return this.module(this.weightLayout.classifier) as Module<never, unknown> & Conv2d;
  }

  get numClasses(): number {
    return this.getClassifier().config.outChannels;
  }

  /** A new, untrained classifier for another number of classes; optimisers made before do not know it. */
  resetClassifier(numClasses: number): this {
    for (const path of [this.weightLayout.classifier, ...(this.weightLayout.otherHeads ?? [])]) {
      const old = this.module(path) as Module<never, unknown> & Conv2d;
      const { dtype, device } = old.weight;
      const fresh = new Conv2d({ ...old.config, outChannels: numClasses }).to({ dtype, device });
      this.replaceModule(path, fresh);
      old.dispose();
    }
    return this;
  }
}
