import { type AnyModule, Dropout, init, LayerNorm, Linear, Module, Parameter, type Sequential } from '../nn/index.ts';
import { cat, empty, layerNorm, type Tensor, zeros } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import type { FeatureStage, WeightLayout } from './classifier.ts';
import type { CountsMacs } from './cost.ts';
import { DenseModel, type DenseOptions } from './dense.ts';
import { encoderLayout, encoderStages } from './encoder.ts';
import { cropTo, padTo } from './padding.ts';
import { Block } from './vit/block.ts';
import { PATCH, vitEncoder } from './vit/encoder.ts';
import { dropBlocks } from './vit/identity.ts';
import { initialiseTransformer } from './vit/initialise.ts';
import { patchGrid } from './vit/patch-embed.ts';
import { tokensToMap } from './vit/positions.ts';
import { type VisionTransformer, vitSmallPatch16, vitTinyPatch16 } from './vit.ts';

/** Blocks of the decoder. */
const DECODER_DEPTH = 2;
/** Width of a head. */
const HEAD = 64;

/** A learnt token for each class: n → [n, numClasses, width]. */
class ClassTokens extends Module<[n: number]> {
  readonly weight: Parameter;

  constructor(numClasses: number, width: number) {
    super();
    this.weight = init.truncatedNormal_(new Parameter(empty([numClasses, width])), { std: 0.02 });
  }

  forward(n: number): Tensor {
    return this.weight.unsqueeze(0).expand([n, -1, -1]);
  }
}

/** What logits begin with in place of a norm: cosines reach from −1 to 1, and logits must go further. */
const SCALE = 10;

/**
 * A layer norm over the classes [..., numClasses]. It gives one class a constant, and lets none of several that overlap be present without another's
 * absence: for those it is a scale and a shift alone.
 */
class MaskNorm extends Module {
  readonly overlapping: boolean;
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(numClasses: number, overlapping: boolean) {
    super();
    this.overlapping = overlapping;
    this.weight = init.constant_(new Parameter(empty([numClasses])), numClasses === 1 || overlapping ? SCALE : 1);
    this.bias = new Parameter(zeros([numClasses]));
  }

  forward(x: Tensor): Tensor {
    const { weight, bias } = this;
    if (this.overlapping || weight.numel === 1) return x.mul(weight).add(bias);
    return layerNorm(x, [weight.numel], { weight, bias, eps: 1e-5 });
  }
}

const unit = (x: Tensor) => x.div(x.norm({ dim: -1, keepdim: true }));

interface DecoderConfig {
  readonly width: number;
  readonly numClasses: number;
  readonly overlapping: boolean;
  readonly dropRate: number;
  readonly gradientCheckpointing: boolean | undefined;
}

/** Patches and class tokens through blocks together, then their cosines: [N, width, h, w] → [N, numClasses, h, w]. */
class MaskTransformer extends Module implements CountsMacs {
  readonly projPatch: Parameter;
  readonly projClasses: Parameter;
  readonly clsEmb: ClassTokens;
  readonly blocks: Sequential;
  readonly projDec: Linear;
  readonly decoderNorm: LayerNorm;
  readonly maskNorm: MaskNorm;
  readonly dropout: Dropout;

  constructor({ width, numClasses, overlapping, dropRate, gradientCheckpointing }: DecoderConfig) {
    super();
    const projection = () => init.normal_(new Parameter(empty([width, width])), 0, width ** -0.5);
    this.projPatch = projection();
    this.projClasses = projection();
    this.clsEmb = new ClassTokens(numClasses, width);
    const block = () => new Block({ width, numHeads: width / HEAD, mlpRatio: 4 });
    this.blocks = stageOf(Array.from({ length: DECODER_DEPTH }, block), gradientCheckpointing);
    this.projDec = new Linear({ inFeatures: width, outFeatures: width });
    this.decoderNorm = new LayerNorm({ normalizedShape: width });
    this.maskNorm = new MaskNorm(numClasses, overlapping);
    this.dropout = new Dropout({ p: dropRate });
    initialiseTransformer(this as Module);
  }

  forward(x: Tensor): Tensor {
    const [n, , height, width] = x.shape as [number, number, number, number];
    const patches = this.projDec.call(this.dropout.call(x.flatten({ startDim: 2 }).transpose(1, 2)));
    const tokens = this.decoderNorm.call(this.blocks.call(cat([patches, this.clsEmb.call(n)], { dim: 1 })));
    const length = height * width;
    const seen = unit(tokens.narrow(1, 0, length).matmul(this.projPatch));
    const classes = unit(tokens.narrow(1, length, tokens.size(1) - length).matmul(this.projClasses));
    const masks = this.maskNorm.call(seen.matmul(classes.transpose(1, 2)));
    return masks.transpose(1, 2).reshape([n, -1, height, width]);
  }

  /** Of the two projections and of the cosines. */
  ownMacs(output: Tensor): number {
    const [, classes, height, width] = output.shape as [number, number, number, number];
    const side = this.projPatch.size(0);
    return (height * width + classes) * side ** 2 + output.numel * side;
  }
}

/**
 * Segmenter: a ViT, and a decoder of two more blocks that looks for each class among the patches. Logits are brought from patches to pixels by
 * bilinear interpolation; images are padded with zeros to whole patches. Strudel et al., "Segmenter: transformer for semantic segmentation", ICCV
 * 2021, arXiv:2105.05633; names and defaults as in rstrudel/segmenter, norms' ε as in timm.
 */
export class Segmenter extends DenseModel {
  readonly encoder: VisionTransformer;
  readonly decoder: MaskTransformer;
  readonly featureInfo: readonly FeatureStage[];
  readonly weightLayout: WeightLayout;

  constructor(encoder: VisionTransformer, options: DenseOptions) {
    super();
    const { numClasses, overlapping = false, dropRate = 0.1, gradientCheckpointing, transformer = 'full' } = options;
    const width = encoder.numFeatures;
    this.encoder = encoder;
    this.decoder = new MaskTransformer({ width, numClasses, overlapping, dropRate, gradientCheckpointing });
    this.featureInfo = encoderStages(encoder);
    this.weightLayout = {
      ...encoderLayout(encoder, 'decoder.cls_emb'),
      otherHeads: ['decoder.mask_norm'],
      renames: [[/(^|\.)decoder\.cls_emb$/, '$1decoder.cls_emb.weight']],
    };
    if (transformer === 'identity') dropBlocks(this.decoder, 'blocks');
  }

  forwardFeatures(x: Tensor): Tensor {
    const padded = padTo(x, PATCH);
    return tokensToMap(this.encoder.forwardFeatures(padded), patchGrid(padded.size(2), padded.size(3), PATCH));
  }

  /** Patches → logits of as many patches. */
  override forwardHead(features: Tensor): Tensor {
    return this.decoder.call(features);
  }

  override forward(x: Tensor): Tensor {
    const masks = this.forwardHead(this.forwardFeatures(x));
    const full = [masks.size(2) * PATCH, masks.size(3) * PATCH];
    return cropTo(masks.upsampleBilinear2d(full, false), x.size(2), x.size(3));
  }

  protected override headLike(old: AnyModule, numClasses: number): AnyModule {
    if (old instanceof ClassTokens) return new ClassTokens(numClasses, old.weight.size(1)) as AnyModule;
    return new MaskNorm(numClasses, this.decoder.maskNorm.overlapping) as AnyModule;
  }
}

/** Stochastic depth of the encoder as the paper trains with, where none is given. */
const PATHS = { dropPathRate: 0.1 };

export const segmenterVitTiny = (options: DenseOptions) =>
  new Segmenter(vitEncoder(vitTinyPatch16, { ...PATHS, ...options }), options);
export const segmenterVitSmall = (options: DenseOptions) =>
  new Segmenter(vitEncoder(vitSmallPatch16, { ...PATHS, ...options }), options);
