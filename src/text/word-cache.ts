const LONGEST = 64;

/** Tokens of words that were met before: text repeats itself, and to split a word costs a hundred times a look-up. */
export class WordCache {
  readonly #capacity: number;
  #ids = new Map<string, Int32Array>();

  constructor(capacity = 50_000) {
    this.#capacity = capacity;
  }

  of(word: string, split: (word: string) => Int32Array): Int32Array {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const ids = split(word);
    if (word.length > LONGEST) return ids;
    if (this.#ids.size >= this.#capacity) this.#ids = new Map();
    this.#ids.set(word, ids);
    return ids;
  }
}
