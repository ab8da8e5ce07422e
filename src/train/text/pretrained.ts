import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { badFile, systemError } from '../../formats/errors.ts';
import { readTokenizer, readWeights } from '../../formats/index.ts';
import { Gpt, gptConfigOf, loadGpt2 } from '../../models/index.ts';
import type { Tokenizer } from '../../text/index.ts';

/** What Hugging Face writes of a GPT-2; what would change the arithmetic must be as it was there. */
const Gpt2Config = z.looseObject({
  model_type: z.literal('gpt2'),
  n_head: z.int().positive(),
  n_inner: z.null().optional(),
  activation_function: z.enum(['gelu_new', 'gelu_pytorch_tanh']).default('gelu_new'),
  layer_norm_epsilon: z.literal(1e-5).default(1e-5),
  scale_attn_weights: z.literal(true).default(true),
  scale_attn_by_inverse_layer_idx: z.literal(false).default(false),
});

const WEIGHTS = ['model.safetensors', 'pytorch_model.bin'];

/**
 * A GPT-2 from a folder as Hugging Face keeps them: `config.json`, `model.safetensors` or `pytorch_model.bin`, and a tokeniser.
 * The caller frees the model.
 * @throws Error, one line, where a file is missing, or of another model.
 */
export function openPretrainedGpt(
  folder: string,
  options: { readonly tokenizer?: Tokenizer } = {},
): { model: Gpt; tokenizer: Tokenizer } {
  const weights = WEIGHTS.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (weights === undefined) {
    throw badFile(folder, `has no ${WEIGHTS.join(' or ')}`, 'give a folder of a GPT-2 as Hugging Face keeps them');
  }
  const { tokenizer = readTokenizer(folder) } = options;
  const { tensors } = readWeights(weights);
  const { n_head: numHeads } = readConfig(join(folder, 'config.json'));
  try {
    const model = new Gpt({ ...gptConfigOf(tensors), numHeads, vocabSize: tokenizer.vocabSize });
    try {
      loadGpt2(model, tensors);
      return { model: model.eval(), tokenizer };
    } catch (error) {
      model.dispose();
      throw error;
    }
  } catch (error) {
    throw badFile(weights, (error as Error).message);
  }
}

function readConfig(path: string): z.infer<typeof Gpt2Config> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw badFile(path, 'is not JSON', 'copy it again');
    throw systemError(path, 'read', error);
  }
  const result = Gpt2Config.safeParse(json);
  if (result.success) return result.data;
  const { path: key, message } = result.error.issues[0]!;
  throw badFile(path, `is not of a GPT-2 that Fovea runs (${key.join('.')}: ${message})`);
}
