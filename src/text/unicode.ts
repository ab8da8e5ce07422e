import { UNICODE } from './unicode.gen.ts';

/** Bits of `characterClasses()`. */
export const LETTER = 1;
export const NUMBER = 2;
export const SPACE = 4;
/** What BERT's cleaning drops: control and format characters, private use, U+FFFD. */
export const CONTROL = 8;
/** Non-spacing marks: accents. */
export const MARK = 16;
export const PUNCTUATION = 32;
/** What BERT sets between spaces: Chinese characters, also where they write Japanese. */
export const IDEOGRAPH = 64;

const BITS = {
  letters: LETTER,
  numbers: NUMBER,
  spaces: SPACE,
  controls: CONTROL,
  marks: MARK,
  punctuation: PUNCTUATION,
  ideographs: IDEOGRAPH,
} as const;

let table: Uint8Array | undefined;

/**
 * The class of every code point, as Hugging Face's tokenisers know them: of Unicode as it was when their vocabularies were
 * made. The engine's own `\p{L}` grows with every release of Unicode, and would cut the same text otherwise.
 */
export function characterClasses(): Uint8Array {
  if (table !== undefined) return table;
  const classes = new Uint8Array(0x110000);
  for (const [name, bit] of Object.entries(BITS)) {
    for (const [start, end] of ranges(UNICODE[name as keyof typeof BITS])) {
      for (let point = start; point < end; point++) classes[point]! |= bit;
    }
  }
  classes.fill(classes[0xfffd]!, 0xd800, 0xe000); // a lone half of a surrogate pair counts as U+FFFD, as in UTF-8
  table = classes;
  return table;
}

/** `start` to `end`, which is past the last. */
function* ranges(text: string): Generator<[start: number, end: number]> {
  const numbers = text.split(' ').map((digits) => Number.parseInt(digits, 36));
  let end = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const start = end + numbers[i]!;
    end = start + numbers[i + 1]!;
    yield [start, end];
  }
}

let astral: ReadonlySet<string> | undefined;

/** Canonical decomposition (NFD), of later Unicode's characters beyond the basic plane none: the reference has none. */
export function decompose(text: string): string {
  const all = text.normalize('NFD');
  if (all === text || !/[\ud800-\udbff]/.test(text)) return all;
  astral ??= new Set([...ranges(UNICODE.astralDecompositions)].flatMap(([start, end]) => characters(start, end)));
  let out = '';
  let known = '';
  for (const character of text) {
    if (character.length === 1 || astral.has(character) || character.normalize('NFD') === character) known += character;
    else {
      out += known.normalize('NFD') + character;
      known = '';
    }
  }
  return out + known.normalize('NFD');
}

const characters = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => String.fromCodePoint(start + i));

/** Lower case of each character by itself (no final sigma), of later Unicode's letters none. */
export function lowerCase(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  const classes = characterClasses();
  let out = '';
  for (const character of text) {
    const known =
      (classes[character.codePointAt(0)!]! & LETTER) !== 0 || /^[\u2160-\u216f\u24b6-\u24cf]$/.test(character);
    out += known ? character.toLowerCase() : character;
  }
  return out;
}
