import { type AnyModule, Dropout, Embedding, init, Linear, Module } from '../nn/index.ts';
import { noGrad, scope, type Tensor } from '../torch/index.ts';
import type { BertConfig, BertInput } from './bert/config.ts';
import { BertHeads, type BertOutputs } from './bert/heads.ts';
import { BertEmbeddings, BertTrunk } from './bert/trunk.ts';

export type { BertConfig, BertInput } from './bert/config.ts';
export type { BertOutputs } from './bert/heads.ts';
export { BertTrunk } from './bert/trunk.ts';

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
