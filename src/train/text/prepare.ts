import { badFile } from '../../formats/errors.ts';
import { documentWindows, type Tokenizer, textWindows } from '../../text/index.ts';
import type { Corpus, Document, Parts } from './corpus.ts';
import { type Measured, sizesOf } from './evaluate.ts';
import { endToken, joinDocuments } from './tokenize.ts';

export interface PrepareOptions {
  readonly tokenizer: Tokenizer;
  /** The model's context. */
  readonly length: number;
}

/** The tokens that a run trains on, documents after one another. @throws Error, one line, where a text has no tokens. */
export function trainTokens(corpus: Corpus, parts: Pick<Parts, 'train'>, tokenizer: Tokenizer): Int32Array {
  const ids = encodeAll(parts.train, corpus.path, tokenizer);
  return corpus.continuous ? ids[0]! : joinDocuments(ids, needEnd(corpus, tokenizer));
}

/** What to measure a model by: one text in windows, or documents by patient. */
export function measuredText(
  documents: readonly Document[],
  corpus: Pick<Corpus, 'path' | 'continuous'>,
  { tokenizer, length }: PrepareOptions,
): Measured {
  const ids = encodeAll(documents, corpus.path, tokenizer);
  if (corpus.continuous) return measuredWindows(ids[0]!, corpus.path, { tokenizer, length });
  const end = needEnd(corpus, tokenizer);
  const groups = new Map<string, number>();
  const [bytes, words]: [number[], number[]] = [[], []];
  const [windows, units] = [[] as Measured['windows'][number][], [] as number[]];
  for (const [i, { text, group }] of documents.entries()) {
    const unit = groups.get(group) ?? groups.size;
    groups.set(group, unit);
    const sizes = sizesOf(text);
    bytes[unit] = (bytes[unit] ?? 0) + sizes.bytes;
    words[unit] = (words[unit] ?? 0) + sizes.words;
    for (const window of documentWindows(ids[i]!, { end, length })) {
      windows.push(window);
      units.push(unit);
    }
  }
  return { windows, units, unit: 'patients or reports', bytes, words };
}

function measuredWindows(ids: Int32Array, path: string, { tokenizer, length }: PrepareOptions): Measured {
  let windows: Measured['windows'];
  try {
    windows = textWindows(ids, length);
  } catch (error) {
    throw badFile(path, (error as Error).message);
  }
  const sizes = windows.map(({ tokens, from }) => sizesOf(tokenizer.decode(tokens.subarray(from))));
  return {
    windows,
    units: windows.map((_, i) => i),
    unit: `windows of ${length} tokens`,
    bytes: sizes.map((size) => size.bytes),
    words: sizes.map((size) => size.words),
  };
}

/** Documents that no training document repeats word for word. */
export function withoutRepeats(documents: readonly Document[], train: readonly Document[]): Document[] {
  const known = new Set(train.map(({ text }) => text));
  return documents.filter(({ text }) => !known.has(text));
}

function encodeAll(documents: readonly Document[], path: string, tokenizer: Tokenizer): Int32Array[] {
  return documents.map(({ text }) => {
    try {
      return tokenizer.encode(text);
    } catch (error) {
      throw badFile(path, (error as Error).message, 'leave it out');
    }
  });
}

function needEnd({ path }: Pick<Corpus, 'path'>, tokenizer: Tokenizer): number {
  const end = endToken(tokenizer);
  if (end !== null) return end;
  throw badFile(path, 'is of documents, and the tokenizer has no token that ends one', 'use another tokenizer');
}
