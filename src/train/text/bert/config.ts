import { z } from 'zod';
import { BERT_MODELS, type BertName } from '../../../models/index.ts';
import { parseOptions, share, whole } from '../loop-config.ts';

const names = Object.keys(BERT_MODELS) as [BertName, ...BertName[]];

const LOOP = {
  weightDecay: z.number().min(0).default(0.01),
  betas: z.tuple([share, share]).default([0.9, 0.999]),
  clipNorm: z.number().positive().nullable().default(1),
  minLr: z.number().min(0).default(0),
  validateEvery: whole.default(500),
  checkpointEvery: whole.default(500),
  seed: z.int().min(0).default(0),
  threads: whole.nullable().default(null),
};

/** How BERT is pre-trained; the paper's settings but for the learning rate, which small models take higher. */
export const PreTrainConfig = z.strictObject({
  model: z.enum(names).default('bert_mini'),
  /** Tokens that the model sees at once; null: the model's own. */
  contextLength: z.int().min(8).nullable().default(null),
  dropout: share.nullable().default(null),
  /** Tokens that a new vocabulary is learnt up to. */
  vocabSize: whole.default(8192),
  /** Next-sentence prediction beside masked tokens. */
  nextSentence: z.boolean().default(true),
  /** Mask all pieces of a word or none. */
  wholeWords: z.boolean().default(false),
  steps: whole.default(10_000),
  /** Rows of a step. */
  batchSize: whole.default(32),
  lr: z.number().positive().default(5e-4),
  warmup: z.int().min(0).default(500),
  /** Share of the documents, from the end, that only measures, where the data give no split. */
  validation: z.number().gt(0).lt(1).default(0.1),
  ...LOOP,
});
export type PreTrainConfig = z.infer<typeof PreTrainConfig>;

/** How BERT is fine-tuned to label texts. */
export const FineTuneConfig = z.strictObject({
  /** Most tokens of a text; null: the model's context. */
  maxLength: z.int().min(8).nullable().default(null),
  dropout: share.nullable().default(null),
  /** Take sizes and tokeniser of the initial model, but new weights: what pre-training was worth. */
  scratch: z.boolean().default(false),
  epochs: whole.default(4),
  batchSize: whole.default(32),
  lr: z.number().positive().default(2e-4),
  /** Share of the steps in which the learning rate rises. */
  warmup: share.default(0.1),
  ...LOOP,
  validateEvery: whole.default(100),
});
export type FineTuneConfig = z.infer<typeof FineTuneConfig>;

const file = z.strictObject({ path: z.string(), hash: z.string() });
const common = { format: z.literal(1), fovea: z.string(), created: z.string() };

/** All that repeats a run of pre-training: `config.json`. */
export const PreTrainRunConfig = z.strictObject({
  ...common,
  task: z.literal('masked-language-model'),
  /** The text, SHA-256 of its bytes, and the columns read of a table. */
  data: file.extend({ text: z.array(z.string()) }),
  train: PreTrainConfig,
});
export type PreTrainRunConfig = z.infer<typeof PreTrainRunConfig>;

/** Sizes of a BERT, kept with a fine-tuned run: its initial weights may be of anyone. */
export const BertSizes = z.strictObject({
  vocabSize: whole,
  contextLength: whole,
  depth: whole,
  numHeads: whole,
  width: whole,
  dropout: share,
  padId: z.int().min(0).optional(),
});

export const FineTuneRunConfig = z.strictObject({
  ...common,
  task: z.literal('text-classification'),
  data: file.extend({
    text: z.array(z.string()),
    labels: z.array(z.string()),
    id: z.string().nullable(),
    group: z.string().nullable(),
  }),
  init: file,
  model: BertSizes,
  train: FineTuneConfig,
});
export type FineTuneRunConfig = z.infer<typeof FineTuneRunConfig>;

/** @throws Error that names the first key that is wrong. */
export function parsePreTrainConfig(options: unknown, source = 'pre-training options'): PreTrainConfig {
  const config = parseOptions(PreTrainConfig, options, source);
  const { steps, warmup } = config;
  if (warmup >= steps) throw new Error(`${source}: a warm-up of ${warmup} steps leaves nothing of a run of ${steps}`);
  return config;
}

/** @throws Error that names the first key that is wrong. */
export const parseFineTuneConfig = (options: unknown, source = 'fine-tuning options'): FineTuneConfig =>
  parseOptions(FineTuneConfig, options, source);
