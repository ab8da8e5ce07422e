import { Conv2d, Module } from '../nn/index.ts';
import type { Tensor } from '../torch/index.ts';
import type { ClassifierOptions, FeatureStage, ImageClassifier, WeightLayout } from './classifier.ts';

/** Any model that weights are loaded into and that learns from labelled images. */
export type TrainableModel = ImageClassifier | DenseModel;

/** What every model that predicts a map per pixel takes. */
export type DenseOptions = Omit<ClassifierOptions, 'imageSize' | 'dropPathRate'>;

/** A network for images [N, C, H, W] → logits of every pixel [N, numClasses, H, W]; for masks, one class per channel. */
export abstract class DenseModel extends Module {
  /** `classifier` is the 1×1 convolution that gives the logits. */
  abstract readonly weightLayout: WeightLayout;
  /** Stages of the encoder, from fine to coarse. */
  abstract readonly featureInfo: readonly FeatureStage[];

  /** The image at full resolution, before the logits: [N, C, H, W] → [N, F, H, W]. */
  abstract forwardFeatures(x: Tensor): Tensor;

  /** Logits at several resolutions for deep supervision, finest first: [N, numClasses, Hᵢ, Wᵢ]; of models that have coarser outputs. */
  forwardDeep?(x: Tensor): Tensor[];

  forward(x: Tensor): Tensor {
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
    const old = this.getClassifier();
    const { dtype, device } = old.weight;
    const fresh = new Conv2d({ ...old.config, outChannels: numClasses }).to({ dtype, device });
    this.replaceModule(this.weightLayout.classifier, fresh);
    old.dispose();
    return this;
  }
}
