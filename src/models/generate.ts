import { random } from '../stats/random.ts';
import { inferenceMode, scope, tensor } from '../torch/index.ts';
import type { Gpt } from './gpt.ts';
import { KvCache } from './kv-cache.ts';
import { checkSampling, type SamplingOptions, sampleToken } from './sample.ts';

export interface GenerateOptions extends SamplingOptions {
  readonly maxTokens: number;
  readonly seed?: number;
  /** Keep keys and values of what was read (default); without, every token reads the whole text again. */
  readonly cache?: boolean;
  /** A token that ends the text, and is not given out. */
  readonly stopAt?: number | null;
}

/**
 * Tokens that continue `prompt`, one by one as they are drawn. Past the model's context the older half of the text is forgotten.
 * @throws RangeError for an empty prompt, one longer than the context, or tokens that the model does not have.
 */
export function* generate(model: Gpt, prompt: readonly number[], options: GenerateOptions): Generator<number> {
  const { maxTokens, seed = 0, stopAt = null } = options;
  const { contextLength } = model.config;
  checkSampling(options);
  checkPrompt(model, prompt);
  const rng = random(seed, 'generate');
  const seen = [...prompt];
  model.eval();
  using cache = new KvCache(contextLength);
  for (let made = 0; made < maxTokens; made++) {
    if (seen.length > contextLength) {
      seen.splice(0, seen.length - Math.ceil(contextLength / 2));
      cache[Symbol.dispose]();
    }
    const next = sampleToken(lastLogits(model, seen, options.cache === false ? null : cache), options, rng);
    if (next === stopAt) return;
    seen.push(next);
    yield next;
  }
}

function lastLogits(model: Gpt, seen: readonly number[], cache: KvCache | null): Float32Array {
  return inferenceMode(() =>
    scope(() => {
      const fresh = cache === null ? seen : seen.slice(cache.length);
      const device = model.transformer.wte.weight.device;
      const tokens = tensor(BigInt64Array.from(fresh, BigInt), { shape: [1, fresh.length], device });
      return model.call(tokens, { lastOnly: true, ...(cache === null ? {} : { cache }) }).toFloat32();
    }),
  );
}

function checkPrompt({ config }: Gpt, prompt: readonly number[]): void {
  const { contextLength, vocabSize } = config;
  if (prompt.length === 0) throw new RangeError('the prompt is empty: give at least one token to go on from');
  if (prompt.length > contextLength) {
    throw new RangeError(
      `the prompt has ${prompt.length} tokens, the model's context is ${contextLength}: shorten the prompt`,
    );
  }
  const strange = prompt.find((id) => !(Number.isInteger(id) && id >= 0 && id < vocabSize));
  if (strange !== undefined) {
    throw new RangeError(`token ${strange} is not of the model's ${vocabSize}: use the tokenizer of these weights`);
  }
}
