import type { Tokenizer } from '../tokenizer.ts';

/** A text in its order: token ids of its sentences. */
export type Document = readonly Int32Array[];

/**
 * Texts in BERT's form: a sentence a line, an empty line between documents.
 * @throws Error, one line, where there is no sentence.
 */
export function parseDocuments(text: string): string[][] {
  const documents = text
    .split(/\r?\n[^\S\n]*\r?\n/)
    .map((part) =>
      part
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    .filter((sentences) => sentences.length > 0);
  if (documents.length === 0)
    throw new Error('holds no sentence; write one a line, with an empty line between documents');
  return documents;
}

/** Sentences as token ids; one of more than `most` tokens goes in pieces, so that nothing is lost. Documents without a token are left out. */
export function encodeDocuments(
  documents: readonly (readonly string[])[],
  tokenizer: Pick<Tokenizer, 'encode'>,
  most: number,
): Document[] {
  const pieces = (sentence: string): Int32Array[] => {
    const ids = tokenizer.encode(sentence);
    const count = Math.ceil(ids.length / most);
    return Array.from({ length: count }, (_, i) => ids.subarray(i * most, (i + 1) * most));
  };
  return documents.map((sentences) => sentences.flatMap(pieces)).filter((document) => document.length > 0);
}
