import type { Tokenizer } from './tokenizer.ts';

export interface TextStream {
  /** What a token adds; nothing while the last bytes of a character have not come. */
  next(id: number): string;
  /** What was held back: U+FFFD for bytes that never became a character. */
  end(): string;
}

/**
 * Text as tokens come, after those of `prompt`. Only the last tokens are decoded again: they tell whether a space stands between.
 */
export function textStream(tokenizer: Tokenizer, prompt: Iterable<number>): TextStream {
  let ids = [...prompt].slice(-CONTEXT);
  let written = tokenizer.decode(ids).length;
  const take = (text: string) => {
    const piece = text.slice(written);
    ids = ids.slice(-CONTEXT);
    written = tokenizer.decode(ids).length;
    return piece;
  };
  return {
    next(id) {
      ids.push(id);
      const text = tokenizer.decode(ids);
      return text.endsWith('\ufffd') ? '' : take(text);
    },
    end: () => take(tokenizer.decode(ids)),
  };
}

const CONTEXT = 8;
