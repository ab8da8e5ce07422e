import { init, Linear, Parameter } from '../nn/index.ts';
import { empty, type Tensor } from '../torch/index.ts';
import type { ClassifierOptions } from './classifier.ts';
import { initialiseLinear } from './vit/initialise.ts';
import { VisionTransformer, type VisionTransformerOptions } from './vit.ts';

/**
 * A Vision Transformer with a second token that learns from a teacher; its answer is the mean of both heads.
 * Touvron et al., "Training data-efficient image transformers", ICML 2021. Reference: timm/models/deit.py.
 */
export class DistilledVisionTransformer extends VisionTransformer {
  readonly distToken: Parameter;
  headDist: Linear;

  constructor(options: Omit<VisionTransformerOptions, 'prefixTokens'>) {
    super({ ...options, prefixTokens: 2 });
    const { width, numClasses } = options;
    this.distToken = init.truncatedNormal_(new Parameter(empty([1, 1, width])), { std: 0.02 });
    this.headDist = initialiseLinear(new Linear({ inFeatures: width, outFeatures: numClasses }));
    this.weightLayout = { ...this.weightLayout, otherHeads: ['head_dist'] };
  }

  protected override prefix(): readonly Tensor[] {
    return [this.clsToken, this.distToken];
  }

  /** The logits of both tokens [N, numClasses]: the class token's learn the labels, the other's the teacher's. */
  forwardHeads(features: Tensor): { classification: Tensor; distillation: Tensor } {
    const [cls, dist] = [features.select(1, 0), features.select(1, 1)];
    return {
      classification: this.head.call(this.dropout.call(cls)),
      distillation: this.headDist.call(this.dropout.call(dist)),
    };
  }

  override forwardHead(features: Tensor, options: { preLogits?: boolean } = {}): Tensor {
    if (options.preLogits) return features.select(1, 0).add(features.select(1, 1)).div(2);
    const { classification, distillation } = this.forwardHeads(features);
    return classification.add(distillation).div(2);
  }

  override resetClassifier(numClasses: number): this {
    super.resetClassifier(numClasses);
    const { dtype, device } = this.headDist.weight;
    const fresh = new Linear({ inFeatures: this.numFeatures, outFeatures: numClasses }).to({ dtype, device });
    this.replaceModule('head_dist', fresh).dispose();
    return this;
  }
}

const TINY = { patchSize: 16, width: 192, depth: 12, numHeads: 3 };
const SMALL = { patchSize: 16, width: 384, depth: 12, numHeads: 6 };

export const deitTinyDistilledPatch16 = (options: ClassifierOptions) =>
  new DistilledVisionTransformer({ ...options, ...TINY });
export const deitSmallDistilledPatch16 = (options: ClassifierOptions) =>
  new DistilledVisionTransformer({ ...options, ...SMALL });
