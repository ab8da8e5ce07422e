import { characterClasses, LETTER, NUMBER, SPACE } from './unicode.ts';

/** GPT-2's way to write bytes as characters that show: printable ones as themselves, the others from U+0100 on. */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

const BYTE_OF: ReadonlyMap<string, number> = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

function byteCharacters(): string[] {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : 0x100 + others++));
}

const utf8 = new TextEncoder();

/** The UTF-8 of a token as the vocabulary writes it; of one that is no spelling of bytes, its own. */
export function bytesOf(token: string): Uint8Array {
  const bytes = Array.from(token, (character) => BYTE_OF.get(character));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : utf8.encode(token);
}

/**
 * GPT-2's words: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`. By hand: a third of the time of
 * the engine's regular expression, and letters as the reference knows them.
 */
export function gptWords(text: string, onWord: (word: string) => void): void {
  const classes = characterClasses();
  const { length } = text;
  const kindAt = (i: number): number => {
    const unit = text.charCodeAt(i);
    return classes[unit < 0xd800 || unit > 0xdbff ? unit : text.codePointAt(i)!]! & (LETTER | NUMBER | SPACE);
  };
  let start = 0;
  while (start < length) {
    let end = start + contraction(text, start);
    if (end === start) {
      const blank = text.charCodeAt(start) === 0x20 && start + 1 < length;
      let kind = kindAt(blank ? start + 1 : start);
      const head = blank && kind !== SPACE ? 1 : 0;
      kind = head === 0 ? kindAt(start) : kind;
      end = start + head;
      do end += text.codePointAt(end)! > 0xffff ? 2 : 1;
      while (end < length && kindAt(end) === kind);
      // Spaces before a word leave it the last of them, unless there is but one.
      if (kind === SPACE && end < length && end - start > 1) end--;
    }
    onWord(text.slice(start, end));
    start = end;
  }
}

/** The length of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` at a place, else 0. */
function contraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x27) return 0;
  const pair = text.slice(at + 1, at + 3);
  if (pair === 're' || pair === 've' || pair === 'll') return 3;
  return pair !== '' && 'stmd'.includes(pair[0]!) ? 2 : 0;
}
