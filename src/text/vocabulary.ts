/** Tokens by id and back. */
export class Vocabulary {
  readonly tokens: readonly string[];
  readonly ids: ReadonlyMap<string, number>;

  /** @throws Error, one line, where a token comes twice. */
  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    if (this.ids.size === tokens.length) return;
    const twice = tokens.find((token, id) => this.ids.get(token) !== id);
    throw new Error(`its vocabulary has the token ${JSON.stringify(twice)} twice`);
  }

  /** @throws Error, one line, where ids leave gaps or come twice. */
  static fromEntries(entries: Iterable<readonly [token: string, id: number]>): Vocabulary {
    const tokens: string[] = [];
    let count = 0;
    for (const [token, id] of entries) {
      if (tokens[id] !== undefined && tokens[id] !== token) {
        throw new Error(
          `its vocabulary gives ${JSON.stringify(tokens[id])} and ${JSON.stringify(token)} one id, ${id}`,
        );
      }
      if (tokens[id] === undefined) count++;
      tokens[id] = token;
    }
    if (count !== tokens.length)
      throw new Error(`its token ids leave gaps: ${count} tokens up to id ${tokens.length - 1}`);
    return new Vocabulary(tokens);
  }

  get size(): number {
    return this.tokens.length;
  }

  /** @throws RangeError for an id beyond the vocabulary. */
  token(id: number): string {
    const token = this.tokens[id];
    if (token === undefined) throw new RangeError(`token ${id} is not of this vocabulary of ${this.size}`);
    return token;
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries(this.ids);
  }
}
