import {
  BERT_SPECIAL_TOKENS,
  CharacterTokenizer,
  END_OF_TEXT,
  type Tokenizer,
  trainBytePair,
  trainWordPiece,
} from '../../text/index.ts';
import type { TextTrainConfig } from './config.ts';
import type { Corpus, Document, Parts } from './corpus.ts';

/**
 * Learns the tokeniser of a run from what it trains on; only the list of characters is of the whole corpus, else a rare one would
 * be an error.
 */
export function trainTokenizer(corpus: Corpus, parts: Parts, config: TextTrainConfig, vocabSize: number): Tokenizer {
  const texts = (documents: readonly Document[]) => documents.map(({ text }) => text);
  switch (config.tokenizer) {
    case 'characters':
      return CharacterTokenizer.train(texts(corpus.documents), corpus.continuous ? [] : [END_OF_TEXT]);
    case 'bpe':
      return trainBytePair(texts(parts.train), { vocabSize });
    case 'wordpiece':
      return trainWordPiece(texts(parts.train), { vocabSize, specialTokens: BERT_SPECIAL_TOKENS });
  }
}

/** The token that ends a document; null where a tokeniser has none. */
export function endToken(tokenizer: Tokenizer): number | null {
  return tokenizer.specialTokens.get(END_OF_TEXT) ?? tokenizer.specialTokens.get('[SEP]') ?? null;
}

/** Documents in a row, an end token before the first and after each. One text is itself. */
export function joinDocuments(documents: readonly Int32Array[], end: number): Int32Array {
  const all = new Int32Array(documents.reduce((sum, { length }) => sum + length + 1, 1)).fill(end);
  let start = 1;
  for (const ids of documents) {
    all.set(ids, start);
    start += ids.length + 1;
  }
  return all;
}
