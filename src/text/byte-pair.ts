import { AddedTokens } from './added-tokens.ts';
import { BYTE_CHARACTERS, bytesOf, gptWords } from './byte-level.ts';
import { Merges } from './merges.ts';
import type { TokenBuffer } from './token-buffer.ts';
import type { DecodeOptions } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { WordCache } from './word-cache.ts';

export interface BytePairOptions {
  readonly vocabulary: Vocabulary;
  /** Two tokens as the vocabulary writes them, in order. */
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly addedTokens?: AddedTokens;
  /** A text begins as if a space stood before it. */
  readonly addPrefixSpace?: boolean;
}

/**
 * GPT-2's tokeniser: byte-pair encoding of the UTF-8 bytes of words, so that no text is unknown. Radford et al., 2019;
 * byte-equal to Hugging Face's `tokenizers`.
 */
export class BytePairTokenizer extends VocabularyTokenizer {
  readonly merges: BytePairOptions['merges'];
  readonly addPrefixSpace: boolean;
  readonly #merges: Merges;
  /** Of each byte; -1 where the vocabulary has none. */
  readonly #byteIds: Int32Array;
  readonly #cache = new WordCache();

  /** @throws Error, one line, where a merge names a token that the vocabulary lacks. */
  constructor({ vocabulary, merges, addedTokens, addPrefixSpace = false }: BytePairOptions) {
    super(vocabulary, addedTokens ?? new AddedTokens([]));
    this.merges = merges;
    this.addPrefixSpace = addPrefixSpace;
    const id = (token: string, merge: number) => {
      const found = vocabulary.ids.get(token);
      if (found !== undefined) return found;
      throw new Error(`merge ${merge + 1} needs the token ${JSON.stringify(token)}, which the vocabulary lacks`);
    };
    this.#merges = new Merges(
      merges.map(([left, right], i) => ({ left: id(left, i), right: id(right, i), merged: id(left + right, i) })),
    );
    this.#byteIds = Int32Array.from(BYTE_CHARACTERS, (character) => vocabulary.ids.get(character) ?? -1);
  }

  /** Bytes that are no UTF-8 come out as U+FFFD. */
  decode(ids: ArrayLike<number>, { keepSpecial = false }: DecodeOptions = {}): string {
    const kept = Array.from(ids).filter((id) => keepSpecial || !this.addedTokens.isSpecial(id));
    const bytes = kept.map((id) => bytesOf(this.vocabulary.token(id)));
    const all = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
    let end = 0;
    for (const piece of bytes) {
      all.set(piece, end);
      end += piece.length;
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
  }

  toJSON(): unknown {
    const byteLevel = { type: 'ByteLevel', add_prefix_space: this.addPrefixSpace, trim_offsets: true, use_regex: true };
    return {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: this.addedTokens.toJSON(),
      normalizer: null,
      pre_tokenizer: byteLevel,
      post_processor: { ...byteLevel, trim_offsets: false },
      decoder: byteLevel,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: this.vocabulary.toJSON(),
        merges: this.merges.map((pair) => pair.join(' ')),
      },
    };
  }

  protected spell(part: string, ids: TokenBuffer): void {
    const prefixed = this.addPrefixSpace && !part.startsWith(' ') ? ` ${part}` : part;
    gptWords(prefixed, (word) => ids.append(this.#cache.of(word, this.#split)));
  }

  readonly #split = (word: string): Int32Array => {
    const bytes = utf8.encode(word);
    const symbols = new Int32Array(bytes.length);
    let missing = -1;
    for (let i = 0; i < bytes.length; i++) {
      symbols[i] = this.#byteIds[bytes[i]!]!;
      if (symbols[i] === -1 && missing < 0) missing = i;
    }
    if (missing < 0) return this.#merges.apply(symbols);
    const byte = bytes[missing]!.toString(16).toUpperCase().padStart(2, '0');
    throw new Error(`the vocabulary has no token for the byte 0x${byte} of ${JSON.stringify(word)}`);
  };
}

const utf8 = new TextEncoder();
