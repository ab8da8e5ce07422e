import { specialTokens } from './added-tokens.ts';
import type { TokenBuffer } from './token-buffer.ts';
import type { DecodeOptions } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';

/** One token for each character (code point) of a text, in code point order; the simplest tokeniser there is. */
export class CharacterTokenizer extends VocabularyTokenizer {
  readonly characters: readonly string[];

  /** Special tokens follow the characters. */
  constructor(characters: readonly string[], special: readonly string[] = []) {
    super(
      new Vocabulary([...characters, ...special]),
      specialTokens(special.map((token, i) => [token, characters.length + i] as const)),
    );
    this.characters = characters;
  }

  static train(texts: string | Iterable<string>, special: readonly string[] = []): CharacterTokenizer {
    const points = new Set<number>();
    for (const text of typeof texts === 'string' ? [texts] : texts) {
      for (const character of text) points.add(character.codePointAt(0)!);
    }
    const characters = [...points].sort((a, b) => a - b).map((point) => String.fromCodePoint(point));
    return new CharacterTokenizer(characters, special);
  }

  decode(ids: ArrayLike<number>, { keepSpecial = false }: DecodeOptions = {}): string {
    const tokens = Array.from(ids, (id) => {
      const token = this.vocabulary.token(id);
      return keepSpecial || !this.addedTokens.isSpecial(id) ? token : '';
    });
    return tokens.join('');
  }

  /** A `tokenizer.json` that Hugging Face's library splits alike: byte-pair encoding without a single merge. */
  toJSON(): unknown {
    return {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: this.addedTokens.toJSON(),
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: { type: 'Fuse' },
      model: {
        type: 'BPE',
        fuse_unk: false,
        byte_fallback: false,
        vocab: this.vocabulary.toJSON(),
        merges: [],
      },
    };
  }

  protected spell(part: string, ids: TokenBuffer, text: string): void {
    for (const character of part) {
      const id = this.vocabulary.ids.get(character);
      if (id === undefined) throw unknownCharacter(character, text);
      ids.push(id);
    }
  }

  /** @throws Error where the file is not of characters. */
  static fromJSON(json: unknown): CharacterTokenizer {
    const { model, added_tokens = [] } = json as {
      model?: { vocab?: Record<string, number>; merges?: unknown[] };
      added_tokens?: { content: string }[];
    };
    const { tokens } = Vocabulary.fromEntries(Object.entries(model?.vocab ?? {}));
    const special = added_tokens.map(({ content }) => content);
    const characters = tokens.slice(0, tokens.length - special.length);
    if (
      characters.length === 0 ||
      (model?.merges ?? []).length > 0 ||
      characters.some((token) => [...token].length !== 1) ||
      special.some((token, i) => tokens[characters.length + i] !== token)
    ) {
      throw new Error('not a tokenizer of characters');
    }
    return new CharacterTokenizer(characters, special);
  }
}

function unknownCharacter(character: string, text: string): Error {
  const before = text.slice(0, text.indexOf(character));
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  const line = before.split('\n').length;
  return new Error(`line ${line}: the character ${JSON.stringify(character)} (U+${code}) was not in the training text`);
}
