import { CONTROL, characterClasses, decompose, IDEOGRAPH, lowerCase, MARK, PUNCTUATION, SPACE } from './unicode.ts';

/** BERT's normaliser, by the names of `tokenizer.json`. */
export interface BertNormalizer {
  /** Drops control characters, and makes every space a plain one. */
  readonly cleanText: boolean;
  /** Chinese characters stand alone. */
  readonly spaceIdeographs: boolean;
  /** Drops accents (after canonical decomposition). */
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

export const UNCASED: BertNormalizer = { cleanText: true, spaceIdeographs: true, stripAccents: true, lowercase: true };
export const CASED: BertNormalizer = { ...UNCASED, stripAccents: false, lowercase: false };

/**
 * Where BERT's words lie in a text that is not normalised yet. Nothing that the normaliser does reaches over a space,
 * punctuation or a Chinese character, so a stretch between them is normalised by itself, and its words can be remembered.
 */
export class BertWords {
  readonly normalizer: BertNormalizer;
  /** By class of character: 0 within a stretch, 1 between stretches, 2 a stretch of its own. */
  readonly #roles = new Uint8Array(128);

  constructor(normalizer: BertNormalizer) {
    this.normalizer = normalizer;
    const { cleanText, spaceIdeographs } = normalizer;
    for (let bits = 0; bits < this.#roles.length; bits++) {
      const dropped = cleanText && (bits & CONTROL) !== 0;
      const alone = (bits & PUNCTUATION) !== 0 || (spaceIdeographs && (bits & IDEOGRAPH) !== 0);
      this.#roles[bits] = dropped ? 0 : (bits & SPACE) !== 0 ? 1 : alone ? 2 : 0;
    }
  }

  /** Each stretch of `text` as it stands there. */
  stretches(text: string, onStretch: (stretch: string) => void): void {
    const classes = characterClasses();
    const roles = this.#roles;
    let start = 0;
    let i = 0;
    while (i < text.length) {
      let point = text.charCodeAt(i);
      let end = i + 1;
      if (point >= 0xd800 && point < 0xdc00) {
        point = text.codePointAt(i)!;
        if (point > 0xffff) end++;
      }
      const role = roles[classes[point]!];
      if (role !== 0) {
        if (i > start) onStretch(text.slice(start, i));
        if (role === 2) onStretch(text.slice(i, end));
        start = end;
      }
      i = end;
    }
    if (i > start) onStretch(text.slice(start, i));
  }

  /** The words of a stretch, normalised; most often one. */
  words(stretch: string): string[] {
    const words: string[] = [];
    const classes = characterClasses();
    let word = '';
    const end = () => {
      if (word !== '') words.push(word);
      word = '';
    };
    for (const character of this.#normalize(stretch)) {
      const bits = classes[character.codePointAt(0)!]!;
      if ((bits & SPACE) !== 0) end();
      else if ((bits & PUNCTUATION) !== 0) {
        end();
        words.push(character);
      } else word += character;
    }
    end();
    return words;
  }

  #normalize(stretch: string): string {
    const { cleanText, stripAccents, lowercase } = this.normalizer;
    let text = cleanText ? without(CONTROL, stretch) : stretch;
    if (stripAccents) text = without(MARK, decompose(text));
    return lowercase ? lowerCase(text) : text;
  }
}

/** A text without the characters of a class; tab and line feeds are spaces, not controls. */
function without(bit: number, text: string): string {
  const classes = characterClasses();
  let out = '';
  for (const character of text) if ((classes[character.codePointAt(0)!]! & bit) === 0) out += character;
  return out;
}
