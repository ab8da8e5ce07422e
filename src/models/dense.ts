import { type AnyModule, Conv2d, Module, type Parameter } from '../nn/index.ts';
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

/** What models that predict a map per pixel take; `imageSize` only where a transformer has positions, which are resampled for other sizes. */
export interface DenseOptions extends ClassifierOptions {
  /** Channels of the first stage, of models that are as wide as one likes. */
  baseWidth?: number;
  /** Whether a pixel may be of several classes, each told by a sigmoid: Segmenter then norms no class by the others. */
  overlapping?: boolean;
  /** `identity` leaves a transformer's blocks out, and nothing else, to measure what they add. */
  transformer?: TransformerKind;
}

/** A layer whose weight has an entry for each class. */
export type PixelClassifier = AnyModule & { readonly weight: Parameter };

/** A transformer with its blocks, or without. */
export type TransformerKind = 'full' | 'identity';

/** A network for images [N, C, H, W] → logits of every pixel [N, numClasses, H, W]; for masks, one class per channel. */
export abstract class DenseModel extends Module {
  /** `classifier` is the layer that gives the logits. */
  abstract readonly weightLayout: WeightLayout;
  /** Stages of the encoder, from fine to coarse. */
  abstract readonly featureInfo: readonly FeatureStage[];

  /** What `forwardHead` takes: [N, C, H, W] → [N, F, H, W], or of Segmenter the patches [N, F, H ÷ 16, W ÷ 16]. */
  abstract forwardFeatures(x: Tensor): Tensor;

  /**
   * Logits at decreasing resolution, finest first: [N, C, H, W] → [N, numClasses, H, W], [N, numClasses, H ÷ 2, W ÷ 2] …
   * Only of models with deep supervision; the first is what `forward` gives.
   */
  forwardDeep?(x: Tensor): Tensor[];

  /** As of `ImageClassifier`: a checkpoint's tensor of another shape made to fit, as the encoder knows to. */
  adaptWeight(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    const { encoder } = this.weightLayout;
    if (encoder === undefined || !name.startsWith(`${encoder.path}.`)) return undefined;
    const inner = this.module(encoder.path) as AnyModule & ImageClassifier;
    return inner.adaptWeight?.(name.slice(encoder.path.length + 1), weight, target);
  }

  /** What is wrong with images of this size, e.g. "at least 32 × 32 pixels", or null. */
  sizeProblem(_height: number, _width: number): string | null {
    return null;
  }

  /** @throws RangeError for images that the architecture cannot take. */
  forward(x: Tensor): Tensor {
    refuseSize(this, this.constructor.name, x.size(-2), x.size(-1));
    return this.forwardHead(this.forwardFeatures(x));
  }

  /** Features → logits. */
  forwardHead(features: Tensor): Tensor {
    return (this.getClassifier() as Module & PixelClassifier).call(features);
  }

  /** The layer that gives the logits, a convolution in most models; the first axis of its weight counts the classes. */
  getClassifier(): PixelClassifier {
    return this.module(this.weightLayout.classifier) as AnyModule & PixelClassifier;
  }

  get numClasses(): number {
    return this.getClassifier().weight.size(0);
  }

  /** A new, untrained classifier for another number of classes; optimisers made before do not know it. */
  resetClassifier(numClasses: number): this {
    for (const path of [this.weightLayout.classifier, ...(this.weightLayout.otherHeads ?? [])]) {
      const old = this.module(path);
      const { dtype, device } = old.parameters()[0]!;
      this.replaceModule(path, this.headLike(old, numClasses).to({ dtype, device }));
      old.dispose();
    }
    return this;
  }

  /** A layer like `old`, one of those that depend on the number of classes, for another. */
  protected headLike(old: AnyModule, numClasses: number): AnyModule {
    const { config } = old as AnyModule & Conv2d;
    return new Conv2d({ ...config, outChannels: numClasses }) as AnyModule;
  }
}
