import { Buffer, GELU, init, Linear, Module, Parameter, Sequential } from '../nn/index.ts';
import {
  cat,
  empty,
  foreachAdd_,
  foreachMulScalar_,
  linear,
  noGrad,
  ones,
  type Tensor,
  zeros,
} from '../torch/index.ts';
import type { ImageClassifier } from './classifier.ts';
import { initialiseTransformer } from './vit/initialise.ts';

/** A linear layer without bias whose rows have a length that is learnt apart, here fixed at 1. Salimans & Kingma, NeurIPS 2016. */
class WeightNormLinear extends Module {
  readonly weightG: Parameter;
  readonly weightV: Parameter;

  constructor(inFeatures: number, outFeatures: number) {
    super();
    this.weightG = new Parameter(ones([outFeatures, 1]));
    this.weightV = new Parameter(empty([outFeatures, inFeatures]));
    this.weightG.requiresGrad = false;
    init.kaimingUniform_(this.weightV, { slope: Math.sqrt(5) });
  }

  forward(x: Tensor): Tensor {
    const length = this.weightV.square().sum({ dim: 1, keepdim: true }).sqrt();
    return linear(x, this.weightV.mul(this.weightG.div(length)));
  }
}

export interface DinoHeadOptions {
  readonly inDim: number;
  readonly outDim: number;
  readonly hiddenDim: number;
  readonly bottleneckDim: number;
}

/**
 * Features → prototypes: three layers, a vector of length 1, and its products with rows of length 1. [N, inDim] → [N, outDim].
 * Caron et al., ICCV 2021; named as facebookresearch/dino's `DINOHead`.
 */
export class DinoHead extends Module {
  readonly mlp: Sequential;
  readonly lastLayer: WeightNormLinear;

  constructor({ inDim, outDim, hiddenDim, bottleneckDim }: DinoHeadOptions) {
    super();
    const layer = (inFeatures: number, outFeatures: number) => new Linear({ inFeatures, outFeatures });
    this.mlp = new Sequential([
      layer(inDim, hiddenDim),
      new GELU(),
      layer(hiddenDim, hiddenDim),
      new GELU(),
      layer(hiddenDim, bottleneckDim),
    ]);
    initialiseTransformer(this);
    this.lastLayer = new WeightNormLinear(bottleneckDim, outDim);
  }

  forward(x: Tensor): Tensor {
    return this.lastLayer.call(unitVectors(this.mlp.call(x)));
  }
}

/** Rows divided by their length. */
export const unitVectors = (x: Tensor): Tensor =>
  x.div(x.square().sum({ dim: -1, keepdim: true }).sqrt().clampMin(1e-12));

/** A network of the zoo without its classifier, and the head. */
export class DinoNetwork extends Module<[crops: readonly Tensor[]], Tensor> {
  readonly backbone: ImageClassifier;
  readonly head: DinoHead;

  constructor(backbone: ImageClassifier, head: DinoHead) {
    super();
    this.backbone = backbone;
    this.head = head;
  }

  /** What stands before the classifier: [N, C, H, W] → [N, F]. */
  features(images: Tensor): Tensor {
    return this.backbone.forwardHead(this.backbone.forwardFeatures(images), { preLogits: true });
  }

  /** Prototypes of all crops, of each size [n, C, H, W] together: [Σ n, outDim]. */
  forward(crops: readonly Tensor[]): Tensor {
    const features = crops.map((images) => this.features(images));
    return this.head.call(features.length === 1 ? features[0]! : cat(features, { dim: 0 }));
  }
}

/** Student, teacher, and the centre of the teacher's answers: the state of a run. */
export class DinoPair extends Module<[], never> {
  readonly student: DinoNetwork;
  readonly teacher: DinoNetwork;
  /** [1, outDim] */
  readonly centre: Buffer;

  /** The teacher begins as the student, and does not learn by gradients. */
  constructor(student: DinoNetwork, teacher: DinoNetwork, outDim: number) {
    super();
    this.student = student;
    this.teacher = teacher;
    this.centre = new Buffer(zeros([1, outDim]));
    teacher.loadStateDict(student.stateDict());
    teacher.freeze();
  }

  forward(): never {
    throw new Error('a DinoPair holds two networks: call them one by one');
  }

  /** Moves the teacher's parameters towards the student's; its batch statistics are its own. */
  moveTeacher(momentum: number): void {
    noGrad(() => {
      const teacher = this.teacher.parameters();
      foreachMulScalar_(teacher, momentum);
      foreachAdd_(teacher, this.student.parameters(), { alpha: 1 - momentum });
    });
  }

  /** Moves the centre towards the mean of the teacher's answers [n, outDim]. */
  moveCentre(answers: Tensor, momentum: number): void {
    noGrad(() => this.centre.mul_(momentum).add_(answers.mean({ dim: 0, keepdim: true }), { alpha: 1 - momentum }));
  }
}
