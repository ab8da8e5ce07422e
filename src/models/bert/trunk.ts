import { Dropout, Embedding, LayerNorm, Linear, Module } from '../../nn/index.ts';
import { arange, type Tensor, zeros } from '../../torch/index.ts';
import { type BertConfig, type BertInput, LAYER_NORM_EPS } from './config.ts';
import { BertEncoder } from './encoder.ts';

export class BertEmbeddings extends Module<[tokens: Tensor, tokenTypes: Tensor | null]> {
  readonly wordEmbeddings: Embedding;
  readonly positionEmbeddings: Embedding;
  readonly tokenTypeEmbeddings: Embedding;
  readonly LayerNorm: LayerNorm;
  readonly dropout: Dropout;

  constructor({ vocabSize, contextLength, width, dropout, padId = 0 }: BertConfig) {
    super();
    this.wordEmbeddings = new Embedding({ numEmbeddings: vocabSize, embeddingDim: width, paddingIdx: padId });
    this.positionEmbeddings = new Embedding({ numEmbeddings: contextLength, embeddingDim: width });
    this.tokenTypeEmbeddings = new Embedding({ numEmbeddings: 2, embeddingDim: width });
    this.LayerNorm = new LayerNorm({ normalizedShape: width, eps: LAYER_NORM_EPS });
    this.dropout = new Dropout({ p: dropout });
  }

  forward(tokens: Tensor, tokenTypes: Tensor | null): Tensor {
    const places = arange(0, tokens.size(1), { dtype: 'i64', device: tokens.device });
    const types = this.tokenTypeEmbeddings.call(tokenTypes ?? tokens.zerosLike());
    const summed = this.wordEmbeddings.call(tokens).add(types).add(this.positionEmbeddings.call(places));
    return this.dropout.call(this.LayerNorm.call(summed));
  }
}

class BertPooler extends Module {
  readonly dense: Linear;

  constructor({ width }: BertConfig) {
    super();
    this.dense = new Linear({ inFeatures: width, outFeatures: width });
  }

  /** Features [N, L, W] → of the first token, [N, W]. */
  forward(features: Tensor): Tensor {
    return this.dense.call(features.select(1, 0)).tanh();
  }
}

/** i64 tokens [N, L] → features [N, L, W]. `pooler` makes one vector of a text of them. */
export class BertTrunk extends Module<[tokens: Tensor, input?: BertInput]> {
  readonly embeddings: BertEmbeddings;
  readonly encoder: BertEncoder;
  readonly pooler: BertPooler;
  readonly #contextLength: number;

  constructor(config: BertConfig) {
    super();
    this.embeddings = new BertEmbeddings(config);
    this.encoder = new BertEncoder(config);
    this.pooler = new BertPooler(config);
    this.#contextLength = config.contextLength;
  }

  forward(tokens: Tensor, { tokenTypes = null, mask = null }: BertInput = {}): Tensor {
    const length = tokens.size(1);
    if (length > this.#contextLength) {
      throw new RangeError(
        `${length} tokens are longer than the model's context of ${this.#contextLength}: shorten the text`,
      );
    }
    const x = this.embeddings.call(tokens, tokenTypes);
    return this.encoder.call(x, mask === null ? null : additive(mask, x));
  }
}

/** Of a mask [N, L]: 0 where a token is seen, −∞ where padding is, [N, 1, 1, L]; once for all layers. */
function additive(mask: Tensor, like: Tensor): Tensor {
  const hidden = mask.to({ dtype: 'bool' }).logicalNot();
  const [n, length] = mask.shape as [number, number];
  const bias = zeros([n, length], { dtype: like.dtype, device: like.device });
  return bias.maskedFill(hidden, Number.NEGATIVE_INFINITY).reshape([n, 1, 1, length]);
}
