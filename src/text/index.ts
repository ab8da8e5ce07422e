/** Text: tokenisers, batches for language models, what a trivial one reaches. */
export { type CausalBatch, type CausalOptions, causalBatch, causalWindows } from './causal.ts';
export { CharacterTokenizer } from './characters.ts';
export type { Tokenizer } from './tokenizer.ts';
export { unigramLoss } from './unigram.ts';
