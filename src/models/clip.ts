import { Linear, Module, Parameter } from '../nn/index.ts';
import { full, noGrad, scope, type Tensor } from '../torch/index.ts';
import { type BertConfig, type BertInput, BertTrunk, initialiseBert } from './bert.ts';
import type { ImageClassifier } from './classifier.ts';

export interface ClipConfig {
  /** What sees the images: its features before the classifier are projected; the classifier itself stays unused. */
  readonly image: ImageClassifier;
  readonly text: BertConfig;
  /** Width of the space that both meet in. */
  readonly embedDim?: number;
  /** Where the learnt temperature begins; CLIP's 0.07. */
  readonly temperature?: number;
}

export interface ClipInput extends BertInput {
  /** i64 [M, L]. */
  readonly tokens: Tensor;
}

/** Similarities are not scaled by more: training falls apart there (CLIP, section 2.5). */
const MOST_SCALE = 100;

/**
 * Two towers, one for images and one for texts, that meet in a space of unit vectors: images [N, C, H, W] and texts [M, L] → scaled
 * cosines [N, M], to be trained by `contrastiveLoss`. The text tower is BERT, of each of whose features the largest among the words
 * counts, as in ConVIRT (its pooler stays unused); the temperature is learnt, as in CLIP. Zhang et al. 2020, arXiv:2010.00747; Radford et al., ICML 2021, arXiv:2103.00020.
 */
export class Clip extends Module<[images: Tensor, texts: ClipInput]> {
  readonly visionModel: ImageClassifier;
  readonly textModel: BertTrunk;
  readonly visualProjection: Linear;
  readonly textProjection: Linear;
  readonly logitScale: Parameter;

  constructor({ image, text, embedDim = 128, temperature = 0.07 }: ClipConfig) {
    super();
    if (!(temperature >= 1 / MOST_SCALE)) throw new RangeError(`a temperature is 0.01 or more, not ${temperature}`);
    this.visionModel = image;
    this.textModel = new BertTrunk(text);
    initialiseBert(this.textModel, text);
    this.visualProjection = new Linear({ inFeatures: image.numFeatures, outFeatures: embedDim, bias: false });
    this.textProjection = new Linear({ inFeatures: text.width, outFeatures: embedDim, bias: false });
    this.logitScale = new Parameter(full([], Math.log(1 / temperature)));
  }

  /** Unit vectors [N, D]. */
  encodeImages(images: Tensor): Tensor {
    return scope(() => {
      const { visionModel: tower } = this;
      return unit(this.visualProjection.call(tower.forwardHead(tower.forwardFeatures(images), { preLogits: true })));
    });
  }

  /** Unit vectors [M, D]. */
  encodeTexts({ tokens, ...input }: ClipInput): Tensor {
    return scope(() => {
      const words = this.textModel.call(tokens, input);
      return unit(this.textProjection.call(largest(words, input.mask ?? null)));
    });
  }

  /** Scaled cosines [N, M] of unit vectors [N, D] and [M, D]. */
  similarities(images: Tensor, texts: Tensor): Tensor {
    return scope(() => images.matmul(texts.transpose(0, 1)).mul(this.logitScale.exp()));
  }

  forward(images: Tensor, texts: ClipInput): Tensor {
    return this.similarities(this.encodeImages(images), this.encodeTexts(texts));
  }

  /** After each step of an optimiser: keeps the temperature at 0.01 or above. */
  clampScale(): void {
    noGrad(() => scope(() => void this.logitScale.clamp_({ max: Math.log(MOST_SCALE) })));
  }
}

/** Of each feature the largest among the tokens that are there: [M, L, W] → [M, W]. */
function largest(words: Tensor, mask: Tensor | null): Tensor {
  const seen = mask === null ? words : words.maskedFill(mask.unsqueeze(-1).logicalNot(), Number.NEGATIVE_INFINITY);
  return seen.amax({ dim: [1] });
}

function unit(x: Tensor): Tensor {
  return x.div(x.square().sum({ dim: 1, keepdim: true }).clamp({ min: 1e-12 }).sqrt());
}
