/** A token that is found in the text itself, before words are split: as in `tokenizer.json`. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Stands for no text. */
  readonly special: boolean;
  /** Looked for after those that are not. */
  readonly normalized: boolean;
}

/** The added tokens of a tokeniser. */
export class AddedTokens {
  readonly list: readonly AddedToken[];
  /** Ids by what is written. */
  readonly special: ReadonlyMap<string, number>;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #specialIds: ReadonlySet<number>;
  /** One after the other; of each the leftmost match, and of those the longest. */
  readonly #patterns: readonly RegExp[];

  constructor(list: readonly AddedToken[]) {
    this.list = list;
    this.#ids = new Map(list.map(({ content, id }) => [content, id]));
    this.special = new Map(list.filter((token) => token.special).map(({ content, id }) => [content, id]));
    this.#specialIds = new Set(this.special.values());
    const phases = [false, true].map((normalized) => list.filter((token) => token.normalized === normalized));
    this.#patterns = phases.filter((tokens) => tokens.length > 0).map(patternOf);
  }

  isSpecial(id: number): boolean {
    return this.#specialIds.has(id);
  }

  /** The text between added tokens to `onText`, the tokens to `onToken`, in order. */
  split(text: string, onText: (text: string) => void, onToken: (id: number) => void): void {
    this.#split(text, 0, onText, onToken);
  }

  #split(text: string, phase: number, onText: (text: string) => void, onToken: (id: number) => void): void {
    const pattern = this.#patterns[phase];
    if (pattern === undefined) {
      onText(text);
      return;
    }
    let start = 0;
    for (const { 0: content, index } of text.matchAll(pattern)) {
      if (index > start) this.#split(text.slice(start, index), phase + 1, onText, onToken);
      onToken(this.#ids.get(content)!);
      start = index + content.length;
    }
    if (start < text.length) this.#split(text.slice(start), phase + 1, onText, onToken);
  }

  toJSON(): unknown {
    const rest = { single_word: false, lstrip: false, rstrip: false };
    return this.list.map(({ id, content, special, normalized }) => ({ id, content, ...rest, normalized, special }));
  }
}

function patternOf(tokens: readonly AddedToken[]): RegExp {
  const longestFirst = tokens.map(({ content }) => content).sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

/** Special tokens as BERT and GPT-2 have them. */
export const specialTokens = (ids: Iterable<readonly [content: string, id: number]>): AddedTokens =>
  new AddedTokens(Array.from(ids, ([content, id]) => ({ id, content, special: true, normalized: false })));
