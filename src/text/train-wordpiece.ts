import { type BertNormalizer, BertWords, UNCASED } from './bert-words.ts';
import { type CountedWord, learnMerges } from './learn-merges.ts';
import { countWords, type TrainTokenizerOptions } from './train-byte-pair.ts';
import { Vocabulary } from './vocabulary.ts';
import { BERT_SPECIAL_TOKENS, WordPieceTokenizer } from './wordpiece.ts';

export interface TrainWordPieceOptions extends TrainTokenizerOptions {
  /** Default `UNCASED`. */
  readonly normalizer?: BertNormalizer;
  /** Only the most frequent characters; rarer ones are left out of words. Default 1000. */
  readonly alphabetSize?: number;
}

const PREFIX = '##';

/**
 * Learns BERT's kind of vocabulary from texts as Hugging Face does: special tokens, characters in code point order, characters
 * within words, then byte-pair merges. There, characters within words come in the order of a hash table that is another in each
 * run, which decides between pairs equally frequent; here, words are in code unit order, and the same texts give the same vocabulary.
 * @throws RangeError for a vocabulary smaller than special tokens and characters.
 */
export function trainWordPiece(texts: Iterable<string>, options: TrainWordPieceOptions): WordPieceTokenizer {
  const { vocabSize, minFrequency = 2, specialTokens = BERT_SPECIAL_TOKENS } = options;
  const { normalizer = UNCASED, alphabetSize = 1000 } = options;
  const counts = wordCounts(texts, normalizer);
  const tokens = [...new Set([...specialTokens, ...alphabet(counts, alphabetSize)])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const words = counts.map(([word, count]): CountedWord => {
    const symbols: number[] = [];
    let first = true;
    for (const character of word) {
      if (ids.has(character)) {
        const token = first ? character : PREFIX + character;
        if (!ids.has(token)) ids.set(token, tokens.push(token) - 1);
        symbols.push(ids.get(token)!);
      }
      first = false;
    }
    return { symbols: Int32Array.from(symbols), count };
  });
  if (!(vocabSize >= tokens.length)) {
    throw new RangeError(`the characters of these texts need ${tokens.length} tokens at least, not ${vocabSize}`);
  }
  learnMerges(words, tokens, { vocabSize, minFrequency, prefix: PREFIX });
  return new WordPieceTokenizer({ vocabulary: new Vocabulary(tokens), normalizer });
}

function wordCounts(texts: Iterable<string>, normalizer: BertNormalizer): [word: string, count: number][] {
  const words = new BertWords(normalizer);
  const counts = new Map<string, number>();
  for (const [stretch, count] of countWords(texts, (text, onStretch) => words.stretches(text, onStretch))) {
    for (const word of words.words(stretch)) counts.set(word, (counts.get(word) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The most frequent characters, in code point order. */
function alphabet(words: readonly (readonly [word: string, count: number])[], size: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words) {
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  }
  const byPoint = ([a]: readonly [string, number], [b]: readonly [string, number]) =>
    a.codePointAt(0)! - b.codePointAt(0)!;
  const kept = [...counts].sort((a, b) => b[1] - a[1] || byPoint(a, b)).slice(0, size);
  return kept.sort(byPoint).map(([character]) => character);
}
