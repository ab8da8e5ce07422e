import {
  type AnyModule,
  attention,
  Dropout,
  Embedding,
  init,
  LayerNorm,
  Linear,
  Module,
  ModuleList,
  Parameter,
} from '../nn/index.ts';
import { arange, linear, noGrad, scope, type Tensor, zeros } from '../torch/index.ts';

export interface BertConfig {
  readonly vocabSize: number;
  /** The most tokens that it sees at once. */
  readonly contextLength: number;
  readonly depth: number;
  readonly numHeads: number;
  readonly width: number;
  readonly dropout: number;
  /** The padding token, whose embedding is zero and is not learnt from its lookups; 0 unless given. */
  readonly padId?: number;
}

export interface BertInput {
  /** Segment of each token, 0 or 1: i64 [N, L]; all 0 unless given. */
  readonly tokenTypes?: Tensor | null;
  /** True where there is a token, false where there is padding: [N, L]; null where nothing is padded. */
  readonly mask?: Tensor | null;
}

const LAYER_NORM_EPS = 1e-12;

class BertEmbeddings extends Module<[tokens: Tensor, tokenTypes: Tensor | null]> {
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

class BertSelfAttention extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly #heads: number;
  readonly #dropout: number;

  constructor({ width, numHeads, dropout }: BertConfig) {
    super();
    if (width % numHeads !== 0) throw new RangeError(`${numHeads} heads do not divide a width of ${width}`);
    this.query = new Linear({ inFeatures: width, outFeatures: width });
    this.key = new Linear({ inFeatures: width, outFeatures: width });
    this.value = new Linear({ inFeatures: width, outFeatures: width });
    this.#heads = numHeads;
    this.#dropout = dropout;
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    const [n, length, width] = x.shape as [number, number, number];
    const heads = (part: Tensor) => part.reshape([n, length, this.#heads, width / this.#heads]).transpose(1, 2);
    const [q, k, v] = [this.query, this.key, this.value].map((layer) => heads(layer.call(x))) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const mixed = attention(q, k, v, { mask, dropout: this.training ? this.#dropout : 0 });
    return mixed.transpose(1, 2).reshape([n, length, width]);
  }
}

/** What ends both halves of a layer: a linear layer, the residual, then the norm ("post-norm"). */
class BertOutput extends Module<[x: Tensor, residual: Tensor]> {
  readonly dense: Linear;
  readonly LayerNorm: LayerNorm;
  readonly dropout: Dropout;

  constructor({ width, dropout }: BertConfig, inFeatures: number) {
    super();
    this.dense = new Linear({ inFeatures, outFeatures: width });
    this.LayerNorm = new LayerNorm({ normalizedShape: width, eps: LAYER_NORM_EPS });
    this.dropout = new Dropout({ p: dropout });
  }

  forward(x: Tensor, residual: Tensor): Tensor {
    return this.LayerNorm.call(this.dropout.call(this.dense.call(x)).add(residual));
  }
}

class BertAttention extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly self: BertSelfAttention;
  readonly output: BertOutput;

  constructor(config: BertConfig) {
    super();
    this.self = new BertSelfAttention(config);
    this.output = new BertOutput(config, config.width);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    return this.output.call(this.self.call(x, mask), x);
  }
}

class BertIntermediate extends Module {
  readonly dense: Linear;

  constructor({ width }: BertConfig) {
    super();
    this.dense = new Linear({ inFeatures: width, outFeatures: 4 * width });
  }

  forward(x: Tensor): Tensor {
    return this.dense.call(x).gelu();
  }
}

class BertLayer extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly attention: BertAttention;
  readonly intermediate: BertIntermediate;
  readonly output: BertOutput;

  constructor(config: BertConfig) {
    super();
    this.attention = new BertAttention(config);
    this.intermediate = new BertIntermediate(config);
    this.output = new BertOutput(config, 4 * config.width);
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    const attended = this.attention.call(x, mask);
    return this.output.call(this.intermediate.call(attended), attended);
  }
}

class BertEncoder extends Module<[x: Tensor, mask: Tensor | null]> {
  readonly layer: ModuleList<BertLayer>;

  constructor(config: BertConfig) {
    super();
    this.layer = new ModuleList(Array.from({ length: config.depth }, () => new BertLayer(config)));
  }

  forward(x: Tensor, mask: Tensor | null): Tensor {
    let out = x;
    for (const layer of this.layer) out = layer.call(out, mask);
    return out;
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

class BertTransform extends Module {
  readonly dense: Linear;
  readonly LayerNorm: LayerNorm;

  constructor({ width }: BertConfig) {
    super();
    this.dense = new Linear({ inFeatures: width, outFeatures: width });
    this.LayerNorm = new LayerNorm({ normalizedShape: width, eps: LAYER_NORM_EPS });
  }

  forward(x: Tensor): Tensor {
    // Under autocast the product is bf16, which libtorch 1.13 does not normalise by f32 weights.
    return this.LayerNorm.call(this.dense.call(x).gelu().to({ dtype: this.dense.weight.dtype }));
  }
}

class BertPredictions extends Module<[x: Tensor, words: Tensor]> {
  readonly bias: Parameter;
  readonly transform: BertTransform;

  constructor(config: BertConfig) {
    super();
    this.bias = new Parameter(zeros([config.vocabSize]));
    this.transform = new BertTransform(config);
  }

  /** The output layer is the token embedding `words` [V, W] itself. */
  forward(x: Tensor, words: Tensor): Tensor {
    return linear(this.transform.call(x), words, { bias: this.bias });
  }
}

class BertHeads extends Module<[features: Tensor, pooled: Tensor, words: Tensor], BertOutputs> {
  readonly predictions: BertPredictions;
  readonly seqRelationship: Linear;

  constructor(config: BertConfig) {
    super();
    this.predictions = new BertPredictions(config);
    this.seqRelationship = new Linear({ inFeatures: config.width, outFeatures: 2 });
  }

  forward(features: Tensor, pooled: Tensor, words: Tensor): BertOutputs {
    return { tokens: this.predictions.call(features, words), next: this.seqRelationship.call(pooled) };
  }
}

export interface BertOutputs {
  /** Logits of the tokens: [N, L, V], or [P, V] of the positions that were asked for. */
  readonly tokens: Tensor;
  /** Logits of "the second segment follows the first" (0) and "it does not" (1): [N, 2]. */
  readonly next: Tensor;
}

export interface PreTrainingInput extends BertInput {
  /** Positions n × L + l whose tokens are to be predicted, i64 [P]; all unless given. The vocabulary's product is done for them alone. */
  readonly positions?: Tensor | null;
}

/**
 * BERT with both heads of its pre-training: post-norm blocks, learnt positions and segments, GELU by erf, the output layer tied to
 * the token embedding; names as in Hugging Face. Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
 * Understanding", NAACL 2019, arXiv:1810.04805.
 */
export class BertForPreTraining extends Module<[tokens: Tensor, input?: PreTrainingInput], BertOutputs> {
  readonly config: BertConfig;
  readonly bert: BertTrunk;
  readonly cls: BertHeads;

  constructor(config: BertConfig) {
    super();
    this.config = config;
    this.bert = new BertTrunk(config);
    this.cls = new BertHeads(config);
    initialiseBert(this as AnyModule, config);
  }

  forward(tokens: Tensor, { positions = null, ...input }: PreTrainingInput = {}): BertOutputs {
    const features = this.bert.call(tokens, input);
    const wanted = positions === null ? features : features.flatten({ endDim: 1 }).indexSelect(0, positions);
    return this.cls.call(wanted, this.bert.pooler.call(features), this.bert.embeddings.wordEmbeddings.weight);
  }
}

export interface BertClassifierConfig extends BertConfig {
  readonly numClasses: number;
}

/** BERT with a linear head on the pooled first token: i64 tokens [N, L] → logits [N, numClasses]; section 4.1 of the paper. */
export class BertClassifier extends Module<[tokens: Tensor, input?: BertInput]> {
  readonly config: BertClassifierConfig;
  readonly bert: BertTrunk;
  readonly dropout: Dropout;
  readonly classifier: Linear;

  constructor(config: BertClassifierConfig) {
    super();
    this.config = config;
    this.bert = new BertTrunk(config);
    this.dropout = new Dropout({ p: config.dropout });
    this.classifier = new Linear({ inFeatures: config.width, outFeatures: config.numClasses });
    initialiseBert(this as AnyModule, config);
  }

  forward(tokens: Tensor, input: BertInput = {}): Tensor {
    return this.classifier.call(this.dropout.call(this.bert.pooler.call(this.bert.call(tokens, input))));
  }
}

/** N(0, 0.02) for weights, 0 for biases and the padding token; the norms begin as they are. */
export function initialiseBert(model: AnyModule, { padId = 0 }: BertConfig): void {
  for (const module of model.modules()) {
    if (module instanceof Embedding || module instanceof Linear) init.normal_(module.weight, 0, 0.02);
    if (module instanceof Linear && module.bias !== null) init.constant_(module.bias, 0);
    if (module instanceof BertEmbeddings) {
      const words = module.wordEmbeddings.weight;
      noGrad(() => scope(() => void words.select(0, padId).zero_()));
    }
  }
}

const BERT = { contextLength: 512, dropout: 0.1, vocabSize: 30522 } as const;

/** Sizes by name, of Turc et al., "Well-Read Students Learn Better", 2019, arXiv:1908.08962; a vocabulary comes with the tokeniser. */
export const BERT_MODELS = {
  bert_tiny: { ...BERT, depth: 2, numHeads: 2, width: 128 },
  bert_mini: { ...BERT, depth: 4, numHeads: 4, width: 256 },
  bert_small: { ...BERT, depth: 4, numHeads: 8, width: 512 },
  /** BERT-base, 110 M parameters. */
  bert_base: { ...BERT, depth: 12, numHeads: 12, width: 768 },
} as const satisfies Record<string, BertConfig>;

export type BertName = keyof typeof BERT_MODELS;

export function createBert(name: BertName, overrides: Partial<BertConfig> = {}): BertForPreTraining {
  return new BertForPreTraining({ ...BERT_MODELS[name], ...overrides });
}
