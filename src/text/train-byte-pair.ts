import { specialTokens } from './added-tokens.ts';
import { BYTE_CHARACTERS, gptWords } from './byte-level.ts';
import { BytePairTokenizer } from './byte-pair.ts';
import { type CountedWord, learnMerges } from './learn-merges.ts';
import { END_OF_TEXT } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';

export interface TrainTokenizerOptions {
  /** Special tokens and single characters included; fewer where the text gives no more pairs. */
  readonly vocabSize: number;
  /** A pair that is rarer is not merged. Default 2. */
  readonly minFrequency?: number;
  readonly specialTokens?: readonly string[];
}

/**
 * Learns GPT-2's kind of vocabulary from texts: special tokens first, then the 256 bytes, then merges.
 * @throws RangeError for a vocabulary smaller than those.
 */
export function trainBytePair(texts: Iterable<string>, options: TrainTokenizerOptions): BytePairTokenizer {
  const { vocabSize, minFrequency = 2, specialTokens: special = [END_OF_TEXT] } = options;
  const tokens = [...special, ...[...BYTE_CHARACTERS].sort()];
  if (!(vocabSize >= tokens.length)) {
    throw new RangeError(`a byte-level vocabulary needs ${tokens.length} tokens at least, not ${vocabSize}`);
  }
  const byteIds = BYTE_CHARACTERS.map((character) => tokens.indexOf(character, special.length));
  const counts = countWords(texts, gptWords);
  const utf8 = new TextEncoder();
  const words = Array.from(counts, ([word, count]): CountedWord => {
    return { symbols: Int32Array.from(utf8.encode(word), (byte) => byteIds[byte]!), count };
  });
  const merges = learnMerges(words, tokens, { vocabSize, minFrequency });
  const vocabulary = new Vocabulary(tokens);
  return new BytePairTokenizer({
    vocabulary,
    merges: merges.map(({ left, right }) => [tokens[left]!, tokens[right]!] as const),
    addedTokens: specialTokens(special.map((token, id) => [token, id] as const)),
  });
}

/** How often each word occurs. */
export function countWords(
  texts: Iterable<string>,
  split: (text: string, onWord: (word: string) => void) => void,
): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (word: string) => counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const text of texts) split(text, count);
  return counts;
}
