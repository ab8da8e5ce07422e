/** Text to token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** Tokens that stand for no text, such as `[MASK]` or `<|endoftext|>`, by what is written for them. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /**
   * Ids of a text. No special token is added; one that is written in the text becomes its id, as in Hugging Face. Half a
   * surrogate pair counts as U+FFFD.
   * @throws Error, one line, where a piece of the text has no token and the vocabulary no token for the unknown.
   */
  encode(text: string): Int32Array;
  /** @throws RangeError for an id beyond the vocabulary. */
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** A token as the vocabulary writes it. */
  token(id: number): string | undefined;
  /** Of a token as the vocabulary writes it. */
  id(token: string): number | undefined;
  /** As Hugging Face's `tokenizer.json`. */
  toJSON(): unknown;
}

export interface DecodeOptions {
  /** Special tokens are written out; else they leave no trace. */
  readonly keepSpecial?: boolean;
}

/** What GPT-2 sets between documents. */
export const END_OF_TEXT = '<|endoftext|>';
