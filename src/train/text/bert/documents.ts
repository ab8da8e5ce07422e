import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { badFile, systemError } from '../../../formats/errors.ts';
import { type CsvTable, parseCsv } from '../../../formats/index.ts';
import { parseDocuments, splitSentences } from '../../../text/index.ts';
import { readText } from '../read-text.ts';

/** Documents as sentences, parted by what they are for. */
export interface DocumentSet {
  readonly train: readonly (readonly string[])[];
  readonly val: readonly (readonly string[])[];
  /** SHA-256 of the file. */
  readonly hash: string;
}

export interface DocumentOptions {
  /** Columns of a table that make up a document; none for a file of text. */
  readonly text: readonly string[];
  /** Share of the documents, from the end, for validation, where no column `split` tells. */
  readonly validation: number;
}

/**
 * Reads documents to pre-train on: a file of text in BERT's form (a sentence a line, an empty line between documents), or a CSV, a document
 * a row. Where the table has a column `split`, rows of `test` are never read.
 */
export function readDocuments(path: string, options: DocumentOptions): DocumentSet {
  const all = extname(path).toLowerCase() === '.csv' ? fromTable(path, options) : fromText(path, options);
  for (const part of ['train', 'val'] as const) {
    if (all[part].length === 0) throw badFile(path, `leaves no document for ${part}`, 'give more documents');
  }
  return all;
}

function fromText(path: string, { text, validation }: DocumentOptions): DocumentSet {
  if (text.length > 0) throw badFile(path, 'is no CSV, so it has no columns', 'leave out --text');
  const file = readText(path);
  try {
    return { ...tail(parseDocuments(file.text), validation), hash: file.hash };
  } catch (error) {
    throw badFile(path, (error as Error).message);
  }
}

function fromTable(path: string, { text, validation }: DocumentOptions): DocumentSet {
  const { table, hash } = readTable(path);
  const columns = textColumns(path, table, text);
  const rows = table.rows.map(({ cells }) => ({
    document: splitSentences(textOf(cells, columns)),
    split: cells.split,
  }));
  const told = rows.filter(({ document }) => document.length > 0);
  if (!table.columns.includes('split'))
    return {
      ...tail(
        told.map(({ document }) => document),
        validation,
      ),
      hash,
    };
  const of = (name: string) => told.filter(({ split }) => split === name).map(({ document }) => document);
  return { train: of('train'), val: of('val'), hash };
}

function tail<T>(documents: readonly T[], validation: number): { train: T[]; val: T[] } {
  const cut = documents.length - Math.max(1, Math.round(documents.length * validation));
  return { train: documents.slice(0, cut), val: documents.slice(cut) };
}

/** A CSV and the SHA-256 of its bytes. */
export function readTable(path: string): { table: CsvTable; hash: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw systemError(path, 'read', error);
  }
  return { table: parseCsv(bytes, path), hash: createHash('sha256').update(bytes).digest('hex') };
}

/** The columns of text asked for, or `text`. @throws Error, one line, for one that is not there. */
export function textColumns(path: string, { columns }: CsvTable, wanted: readonly string[]): readonly string[] {
  const names = wanted.length > 0 ? wanted : ['text'];
  const lacking = names.find((name) => !columns.includes(name));
  if (lacking === undefined) return names;
  throw badFile(`${path}:1`, `has no column ${lacking} (it has ${columns.join(', ')})`, 'name the text by --text a,b');
}

export const textOf = (cells: Readonly<Record<string, string>>, columns: readonly string[]): string =>
  columns
    .map((column) => cells[column]!.trim())
    .filter((part) => part !== '')
    .join('\n');
