import type { Tokenizer } from './tokenizer.ts';

/**
 * Text as tokens come, after those of `prompt`: each call gives what is new, and holds back a character whose last bytes have
 * not come yet. Only the last tokens are decoded again: they tell whether a space stands between.
 */
export function textStream(tokenizer: Tokenizer, prompt: Iterable<number>): (id: number) => string {
  let ids = [...prompt].slice(-CONTEXT);
  let written = tokenizer.decode(ids).length;
  return (id) => {
    ids.push(id);
    const text = tokenizer.decode(ids);
    if (text.endsWith('\ufffd')) return '';
    const piece = text.slice(written);
    ids = ids.slice(-CONTEXT);
    written = tokenizer.decode(ids).length;
    return piece;
  };
}

const CONTEXT = 8;
