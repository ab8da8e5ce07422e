import { Buffer, init, LayerNorm, Linear, type Module, Parameter, type Sequential } from '../nn/index.ts';
import { cat, empty, linear, scope, type Tensor, tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import type { WeightLayout } from './classifier.ts';
import { indexOf, type PatchMask, rowsOf } from './mae/mask.ts';
import { PatchAutoencoder } from './mae/patches.ts';
import { sinCosPositions } from './mae/positions.ts';
import { Block } from './vit/block.ts';
import type { Grid, PatchEmbed } from './vit/patch-embed.ts';
import { adaptPositions } from './vit/positions.ts';
import { VisionTransformer } from './vit.ts';
import type { AdaptedWeight } from './weights/adapt.ts';
import { HF_VIT, TORCHVISION_VIT } from './weights/dialects.ts';

export interface MaskedAutoencoderOptions {
  /** Width of a token in the decoder. */
  decoderWidth?: number;
  decoderDepth?: number;
  decoderHeads?: number;
  /** Predict each patch normalised by its own mean and deviation (default), or as it is. */
  normaliseTarget?: boolean;
}

/**
 * Masked autoencoder: a ViT sees some patches, a small decoder guesses the others. Named as facebookresearch/mae, the encoder's
 * tensors at the top as in timm. He et al., "Masked autoencoders are scalable vision learners", CVPR 2022, arXiv:2111.06377.
 *
 *     const patches = model.patchify(images);                       // [N, L, p² C]
 *     const loss = mse(model.call(patches, mask), model.target(patches, mask));
 */
export class MaskedAutoencoder extends PatchAutoencoder {
  readonly clsToken: Parameter;
  readonly posEmbed: Parameter;
  readonly patchEmbed: PatchEmbed;
  readonly blocks: Sequential;
  readonly norm: LayerNorm;
  readonly decoderEmbed: Linear;
  readonly maskToken: Parameter;
  readonly decoderPosEmbed: Buffer;
  readonly decoderBlocks: Sequential;
  readonly decoderNorm: LayerNorm;
  readonly decoderPred: Linear;
  readonly weightLayout: WeightLayout = {
    firstConv: 'patch_embed.proj',
    classifier: 'decoder_pred', // what depends on the number of channels
    renames: [...TORCHVISION_VIT, ...HF_VIT],
  };
  readonly grid: Grid;
  readonly normaliseTarget: boolean;

  /** Takes over `encoder`, whose head is freed and whose positions become fixed. */
  constructor(encoder: VisionTransformer, options: MaskedAutoencoderOptions = {}) {
    super();
    const { decoderWidth = 512, decoderDepth = 8, decoderHeads = 16, normaliseTarget = true } = options;
    const { patchSize, inChannels, width } = encoder.patchEmbed.config;
    for (const w of [width, decoderWidth])
      if (w % 4 !== 0) throw new RangeError(`fixed positions need a width that is a multiple of 4, not ${w}`);
    if (decoderWidth % decoderHeads !== 0)
      throw new RangeError(`${decoderHeads} heads do not divide a decoder ${decoderWidth} wide`);
    encoder.head.dispose();
    this.clsToken = encoder.clsToken;
    this.posEmbed = encoder.posEmbed;
    this.patchEmbed = encoder.patchEmbed;
    this.blocks = encoder.blocks;
    this.norm = encoder.norm;
    this.grid = encoder.grid;
    this.normaliseTarget = normaliseTarget;
    this.decoderEmbed = new Linear({ inFeatures: width, outFeatures: decoderWidth });
    this.maskToken = new Parameter(empty([1, 1, decoderWidth]));
    this.decoderPosEmbed = new Buffer(empty([1, 1 + this.patches, decoderWidth]));
    const block = () => new Block({ width: decoderWidth, numHeads: decoderHeads, mlpRatio: 4 });
    this.decoderBlocks = stageOf(Array.from({ length: decoderDepth }, block));
    this.decoderNorm = new LayerNorm({ normalizedShape: decoderWidth, eps: 1e-6 });
    this.decoderPred = new Linear({ inFeatures: decoderWidth, outFeatures: patchSize ** 2 * inChannels });
    this.#initialise();
  }

  /** Position embeddings of another image size are resampled. */
  adaptWeight(name: string, weight: Tensor, target: Tensor): AdaptedWeight | undefined {
    const positions = name === 'pos_embed' || name === 'decoder_pos_embed';
    return positions ? adaptPositions(weight, target, { grid: this.grid, prefixTokens: 1 }) : undefined;
  }

  get patchSize(): number {
    return this.patchEmbed.config.patchSize;
  }

  get inChannels(): number {
    return this.patchEmbed.config.inChannels;
  }

  /** As the reference: Xavier for all that is linear, the patch embedding too; 0.02 for the two learnt tokens. */
  #initialise(): void {
    for (const tokens of [this.posEmbed, this.decoderPosEmbed]) {
      const values = sinCosPositions(this.grid, tokens.size(2), 1);
      scope(() => tokens.assign(tensor(values, { shape: tokens.shape })));
    }
    this.posEmbed.requiresGrad = false;
    for (const token of [this.clsToken, this.maskToken]) init.normal_(token, 0, 0.02);
    for (const module of this.modules()) {
      if (!(module instanceof Linear)) continue;
      init.xavierUniform_(module.weight);
      if (module.bias !== null) init.constant_(module.bias, 0);
    }
    const { weight } = this.patchEmbed.proj;
    const [fanIn, fanOut] = [weight.numel / weight.size(0), weight.size(0)];
    const bound = Math.sqrt(6 / (fanIn + fanOut)); // of the linear layer that the convolution is
    init.uniform_(weight, -bound, bound);
  }

  /** Features of the seen patches [N, 1 + seen, width], the class token first. */
  encode(patches: Tensor, mask: PatchMask): Tensor {
    const { device } = patches;
    const { width } = this.patchEmbed.config;
    const { weight, bias } = this.patchEmbed.proj;
    const flat = weight.permute([0, 2, 3, 1]).reshape([width, -1]);
    const rows = patches.flatten({ endDim: 1 }).indexSelect(0, rowsOf(mask.seen, mask.count, this.patches, device));
    const places = indexOf(
      mask.seen.map((place) => place + 1),
      device,
    );
    const tokens = linear(rows, flat, { bias }).add(this.posEmbed.select(0, 0).indexSelect(0, places));
    const cls = this.clsToken.add(this.posEmbed.narrow(1, 0, 1)).expand([mask.count, -1, -1]);
    return this.norm.call(this.blocks.call(cat([cls, tokens.reshape([mask.count, -1, width])], { dim: 1 })));
  }

  /** Predictions of the hidden patches [N, hidden, p² C], in the order of the mask. */
  decode(features: Tensor, mask: PatchMask): Tensor {
    const { count, seen, hidden } = mask;
    const [known, guessed] = [seen.length / count, hidden.length / count];
    const seenTokens = this.decoderEmbed.call(features);
    const tokens = cat([seenTokens, this.maskToken.expand([count, guessed, -1]).to({ dtype: seenTokens.dtype })], {
      dim: 1,
    });
    const order = new Int32Array(count * (1 + known + guessed));
    for (let i = 0, at = 0; i < count; i++) {
      order[at++] = 0;
      for (let k = 0; k < known; k++) order[at++] = 1 + seen[i * known + k]!;
      for (let k = 0; k < guessed; k++) order[at++] = 1 + hidden[i * guessed + k]!;
    }
    const places = indexOf(order, features.device);
    const positions = this.decoderPosEmbed.select(0, 0).indexSelect(0, places).reshape(tokens.shape);
    const decoded = this.decoderBlocks.call(tokens.add(positions));
    return this.decoderPred.call(this.decoderNorm.call(decoded.narrow(1, 1 + known, guessed)));
  }

  forward(patches: Tensor, mask: PatchMask): Tensor {
    return this.decode(this.encode(patches, mask), mask);
  }

  weights(): Iterable<[string, Tensor]> {
    return this.stateDict();
  }
}

/** The decoder that a width of encoder gets: the paper's, or a smaller one for models below the paper's. */
export function decoderFor(width: number): Required<Omit<MaskedAutoencoderOptions, 'normaliseTarget'>> {
  return width >= 768
    ? { decoderWidth: 512, decoderDepth: 8, decoderHeads: 16 }
    : { decoderWidth: 256, decoderDepth: 4, decoderHeads: 8 };
}

/** Whether a model can be the encoder: a plain ViT, whose only token before the patches is the class. */
export const canMask = (model: Module): model is Module & VisionTransformer =>
  model instanceof VisionTransformer && model.constructor === VisionTransformer;
