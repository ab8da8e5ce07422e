import type { Tokenizer } from './tokenizer.ts';

/**
 * Text as tokens come, after those of `prompt`: each call gives what is new, and holds back a character whose last bytes have
 * not come yet.
 */
export function textStream(tokenizer: Tokenizer, prompt: Iterable<number>): (id: number) => string {
  const ids = [...prompt];
  let written = tokenizer.decode(ids).length;
  return (id) => {
    ids.push(id);
    const text = tokenizer.decode(ids);
    if (text.endsWith('\ufffd')) return '';
    const piece = text.slice(written);
    written = text.length;
    return piece;
  };
}
