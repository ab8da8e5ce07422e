/** Text: tokenisers, batches for language models, what a trivial one reaches. */
export { type AddedToken, AddedTokens, specialTokens } from './added-tokens.ts';
export { type BertNormalizer, CASED, UNCASED } from './bert-words.ts';
export { type BytePairOptions, BytePairTokenizer } from './byte-pair.ts';
export {
  type CausalBatch,
  type CausalOptions,
  causalBatch,
  documentWindows,
  textWindows,
  type Window,
  windowBatch,
} from './causal.ts';
export { CharacterTokenizer } from './characters.ts';
export { type Encoding, type PaddedBatch, type PairOptions, padBatch } from './encoding.ts';
export * from './findings/index.ts';
export * from './pretraining/index.ts';
export { type TextStream, textStream } from './stream.ts';
export { type DecodeOptions, END_OF_TEXT, type Tokenizer } from './tokenizer.ts';
export { parseTokenizer, splitMerge } from './tokenizer-json.ts';
export { type TrainTokenizerOptions, trainBytePair } from './train-byte-pair.ts';
export { type TrainWordPieceOptions, trainWordPiece } from './train-wordpiece.ts';
export { unigramLoss } from './unigram.ts';
export { Vocabulary } from './vocabulary.ts';
export { BERT_SPECIAL_TOKENS, type WordPieceOptions, WordPieceTokenizer } from './wordpiece.ts';
