import type { LoadReport } from '../nn/index.ts';
import type { HostArray } from '../torch/index.ts';
import type { Gpt, GptConfig } from './gpt.ts';

/** The causal masks that older files carry, and the output layer, which is the token embedding. */
const IMPLIED = /^(lm_head\.weight|transformer\.h\.\d+\.attn\.(bias|masked_bias))$/;

/** Names with the prefix that the language model has and the bare trunk (as on the hub) lacks, without what is implied. */
function named(state: ReadonlyMap<string, HostArray>): Map<string, HostArray> {
  const full = [...state].map(([name, array]): [string, HostArray] => [
    /^(transformer|lm_head)\./.test(name) ? name : `transformer.${name}`,
    array,
  ]);
  return new Map(full.filter(([name]) => !IMPLIED.test(name)));
}

/**
 * Loads a Hugging Face GPT-2 state dict by name.
 * @throws Error, one line, when the vocabulary, the context or any other shape is of another model.
 */
export function loadGpt2(model: Gpt, state: ReadonlyMap<string, HostArray>): LoadReport {
  const own = named(state);
  const rows = own.get('transformer.wte.weight')?.shape[0];
  const { vocabSize } = model.config;
  if (rows !== undefined && rows !== vocabSize) {
    throw new Error(`the weights are of a vocabulary of ${rows} tokens, the tokenizer has ${vocabSize}: use their own`);
  }
  return model.loadStateDict(own);
}

/** The sizes that a GPT-2 state dict shows; of the heads, which leave no trace in it, GPT-2 has one for each 64 units. */
export function gptConfigOf(state: ReadonlyMap<string, HostArray>): GptConfig {
  const own = named(state);
  const tokens = own.get('transformer.wte.weight');
  const places = own.get('transformer.wpe.weight');
  if (tokens === undefined || places === undefined)
    throw new Error('no GPT-2 weights: wte.weight or wpe.weight is missing');
  const depth = [...own.keys()].filter((name) => /\.ln_1\.weight$/.test(name)).length;
  const [vocabSize, width] = tokens.shape as [number, number];
  return { vocabSize, width, contextLength: places.shape[0]!, depth, numHeads: width / 64, dropout: 0.1 };
}
