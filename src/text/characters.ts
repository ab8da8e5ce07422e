import type { Tokenizer } from './tokenizer.ts';

/** One token for each character (code point) of a text, in code point order; the simplest tokeniser there is. */
export class CharacterTokenizer implements Tokenizer {
  readonly characters: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  constructor(characters: readonly string[]) {
    this.characters = characters;
    this.#ids = new Map(characters.map((character, id) => [character, id]));
    if (this.#ids.size !== characters.length) throw new Error('a vocabulary of characters names one twice');
  }

  static train(text: string): CharacterTokenizer {
    const points = [...new Set(text)].map((character) => character.codePointAt(0)!);
    return new CharacterTokenizer(points.sort((a, b) => a - b).map((point) => String.fromCodePoint(point)));
  }

  get vocabSize(): number {
    return this.characters.length;
  }

  encode(text: string): Int32Array {
    const ids: number[] = [];
    for (const character of text) {
      const id = this.#ids.get(character);
      if (id === undefined) throw unknownCharacter(character, text);
      ids.push(id);
    }
    return Int32Array.from(ids);
  }

  decode(ids: ArrayLike<number>): string {
    return Array.from(ids, (id) => {
      const character = this.characters[id];
      if (character === undefined) throw new RangeError(`token ${id} is not of this vocabulary of ${this.vocabSize}`);
      return character;
    }).join('');
  }

  /** A `tokenizer.json` that Hugging Face's library splits alike: byte-pair encoding without a single merge. */
  toJSON(): unknown {
    return {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: { type: 'Fuse' },
      model: { type: 'BPE', fuse_unk: false, byte_fallback: false, vocab: Object.fromEntries(this.#ids), merges: [] },
    };
  }

  /** @throws Error where the file is not of characters. */
  static fromJSON(json: unknown): CharacterTokenizer {
    const model = (json as { model?: { vocab?: Record<string, number>; merges?: unknown[] } } | null)?.model;
    const entries = Object.entries(model?.vocab ?? {});
    if (
      entries.length === 0 ||
      (model?.merges ?? []).length > 0 ||
      entries.some(([piece]) => [...piece].length !== 1)
    ) {
      throw new Error('not a tokenizer of characters');
    }
    const characters = new Array<string>(entries.length);
    for (const [character, id] of entries) characters[id] = character;
    if (entries.some((_, id) => characters[id] === undefined)) throw new Error('its token ids leave gaps');
    return new CharacterTokenizer(characters);
  }
}

function unknownCharacter(character: string, text: string): Error {
  const before = text.slice(0, text.indexOf(character));
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  const line = before.split('\n').length;
  return new Error(`line ${line}: the character ${JSON.stringify(character)} (U+${code}) was not in the training text`);
}
