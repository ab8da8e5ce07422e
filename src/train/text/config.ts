import { z } from 'zod';
import { GPT_MODELS, type GptName } from '../../models/index.ts';

const names = Object.keys(GPT_MODELS) as [GptName, ...GptName[]];
const share = z.number().min(0).lt(1);
const whole = z.int().positive();

/** How a causal language model is trained. Defaults are nanoGPT's setting for a small CPU. */
export const TextTrainConfig = z.strictObject({
  model: z.enum(names).default('gpt_char'),
  tokenizer: z.enum(['characters', 'bpe', 'wordpiece']).default('characters'),
  /** Tokens of the vocabulary to learn; null: the model's own. Characters have as many as the text. */
  vocabSize: whole.nullable().default(null),
  /** Tokens that the model sees at once; null: the model's own. */
  contextLength: whole.nullable().default(null),
  dropout: share.nullable().default(null),
  steps: whole.default(2000),
  /** Windows in a step. */
  batchSize: whole.default(12),
  lr: z.number().positive().default(1e-3),
  /** Where the cosine ends. */
  minLr: z.number().min(0).default(1e-4),
  /** Steps in which the learning rate rises. */
  warmup: z.int().min(0).default(100),
  weightDecay: z.number().min(0).default(0.1),
  betas: z.tuple([share, share]).default([0.9, 0.99]),
  clipNorm: z.number().positive().nullable().default(1),
  /** Share of the text, from its end, or of the documents, by patient, that chooses the best weights. */
  validation: z.number().gt(0).lt(1).default(0.1),
  /** Share of the documents, by patient, that measures what was chosen. */
  test: share.default(0.1),
  /** Steps between validations. */
  validateEvery: whole.default(500),
  checkpointEvery: whole.default(500),
  seed: z.int().min(0).default(0),
  threads: whole.nullable().default(null),
});
export type TextTrainConfig = z.infer<typeof TextTrainConfig>;

/** All that repeats a run: `config.json`. */
export const TextRunConfig = z.strictObject({
  format: z.literal(1),
  fovea: z.string(),
  task: z.literal('causal-language-model'),
  created: z.string(),
  /** The file, and SHA-256 of its bytes; of a CSV file the columns that make up a document. */
  data: z.strictObject({
    path: z.string(),
    hash: z.string(),
    columns: z.array(z.string()).nullable().default(null),
    groups: z.string().nullable().default(null),
  }),
  train: TextTrainConfig,
});
export type TextRunConfig = z.infer<typeof TextRunConfig>;

/** @throws Error that names the first key that is wrong. */
export function parseTextConfig(options: unknown, source = 'training options'): TextTrainConfig {
  const result = TextTrainConfig.safeParse(options);
  if (result.success) {
    const { steps, warmup, tokenizer, vocabSize, validation, test } = result.data;
    if (warmup >= steps) throw new Error(`${source}: a warm-up of ${warmup} steps leaves nothing of a run of ${steps}`);
    if (tokenizer === 'characters' && vocabSize !== null) {
      throw new Error(
        `${source}: vocabSize: characters are as many as the text has; choose the tokenizer bpe or wordpiece`,
      );
    }
    if (validation + test >= 1) throw new Error(`${source}: validation and test leave nothing to train on`);
    return result.data;
  }
  const { path, message } = result.error.issues[0]!;
  throw new Error(`${source}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}
