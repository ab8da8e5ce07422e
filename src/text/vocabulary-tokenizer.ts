import type { AddedTokens } from './added-tokens.ts';
import { TokenBuffer } from './token-buffer.ts';
import type { DecodeOptions, Tokenizer } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A tokeniser of a fixed vocabulary: added tokens are found first, what lies between them is spelt in its own way. */
export abstract class VocabularyTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly addedTokens: AddedTokens;

  constructor(vocabulary: Vocabulary, addedTokens: AddedTokens) {
    this.vocabulary = vocabulary;
    this.addedTokens = addedTokens;
  }

  get vocabSize(): number {
    return this.vocabulary.size;
  }

  get specialTokens(): ReadonlyMap<string, number> {
    return this.addedTokens.special;
  }

  encode(text: string): Int32Array {
    const ids = new TokenBuffer();
    this.addedTokens.split(
      text,
      (part) => this.spell(part, ids, text),
      (id) => ids.push(id),
    );
    return ids.toArray();
  }

  token(id: number): string | undefined {
    return this.vocabulary.tokens[id];
  }

  id(token: string): number | undefined {
    return this.vocabulary.ids.get(token);
  }

  abstract decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  abstract toJSON(): unknown;

  /** Adds the ids of `part`, which holds no added token, to `ids`; errors place it in the whole `text`. */
  protected abstract spell(part: string, ids: TokenBuffer, text: string): void;
}
