/** Text to token ids and back. */
export interface Tokenizer {
  readonly vocabSize: number;
  /** @throws Error, one line, where a piece of the text has no token and the vocabulary no token for the unknown. */
  encode(text: string): Int32Array;
  decode(ids: ArrayLike<number>): string;
  /** As Hugging Face's `tokenizer.json`. */
  toJSON(): unknown;
}
