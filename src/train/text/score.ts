import { type Estimate, ratioInterval } from '../../stats/index.ts';

/** What a model loses on one unit of text (a window, or all documents of a patient). */
export interface Unit {
  readonly nats: number;
  /** Tokens guessed. */
  readonly tokens: number;
  /** UTF-8 bytes that they spell; an end token spells none. */
  readonly bytes: number;
  readonly words: number;
}

/** How well a text is foreseen: each with its interval, its n and what token frequencies alone reach. */
export interface TextScore {
  /** Nats a token; n in tokens. */
  readonly loss: Estimate;
  /** e to the loss: among how many tokens, equally likely, the model might as well choose. */
  readonly perplexity: Estimate;
  /** Whatever the tokeniser, to compare models by; n in bytes. */
  readonly bitsPerByte: Estimate;
  /** n in words. */
  readonly wordPerplexity: Estimate;
}

/** `baseline` are the nats of all tokens together by their frequencies in the training text. */
export function textScore(units: readonly Unit[], baseline: number, unit: string): TextScore {
  const nats = units.map((u) => u.nats);
  const per = (denominators: readonly number[], scale: (nats: number) => number): Estimate => {
    const n = denominators.reduce((sum, x) => sum + x, 0);
    const { value, low, high, reason } = ratioInterval(nats, denominators);
    const map = (x: number | null) => (x === null ? null : scale(x));
    const method = `Student's t of a ratio over ${units.length} ${unit}`;
    const rest = {
      method,
      n,
      baseline: n > 0 ? scale(baseline / n) : null,
      ...(reason === undefined ? {} : { reason }),
    };
    return { value: map(value), low: map(low), high: map(high), ...rest };
  };
  const tokens = units.map((u) => u.tokens);
  return {
    loss: per(tokens, (x) => x),
    perplexity: per(tokens, Math.exp),
    bitsPerByte: per(
      units.map((u) => u.bytes),
      (x) => x / Math.LN2,
    ),
    wordPerplexity: per(
      units.map((u) => u.words),
      Math.exp,
    ),
  };
}
