import { badFile } from '../../formats/errors.ts';
import { parseCsv } from '../../formats/index.ts';
import { random } from '../../stats/random.ts';
import { readText } from './read-text.ts';

/** What a language model learns from: one long text, or many documents. */
export interface Corpus {
  readonly path: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly documents: readonly Document[];
  /** One text, without an end to learn. */
  readonly continuous: boolean;
}

export interface Document {
  readonly text: string;
  /** Patient or report: all documents of one are on the same side of a split. */
  readonly group: string;
}

export interface CorpusOptions {
  /** Columns of a CSV file that make up a document, in order; null: the file is one text. */
  readonly columns: readonly string[] | null;
  /** Column that names the patient or report; null: `patient_id` or `uid`, else each row by itself. */
  readonly groups: string | null;
}

const GROUPS = ['patient_id', 'uid'];

/**
 * A UTF-8 text, or a CSV file whose every row is a document: `Findings: …`, a line feed, `Impression: …`. Empty cells are left
 * out, and rows of nothing else.
 * @throws Error, one line, that names the file.
 */
export function readCorpus(path: string, { columns, groups }: CorpusOptions): Corpus {
  const { bytes, text, hash } = readText(path);
  if (text.trim() === '') throw badFile(path, 'is empty', 'give a text');
  if (columns === null) return { path, hash, documents: [{ text, group: '' }], continuous: true };
  const table = parseCsv(bytes, path, { required: [...columns, ...(groups === null ? [] : [groups])] });
  const group = groups ?? GROUPS.find((name) => table.columns.includes(name));
  const documents = table.rows.flatMap(({ line, cells }) => {
    const parts = columns.filter((column) => cells[column]!.trim() !== '');
    const written = parts.map((column) => `${title(column)}: ${cells[column]!.trim()}`);
    return parts.length === 0
      ? []
      : [{ text: written.join('\n'), group: group === undefined ? `${line}` : cells[group]! }];
  });
  if (documents.length === 0) throw badFile(path, `has no text in ${columns.join(', ')}`, 'name other --columns');
  return { path, hash, documents, continuous: false };
}

const title = (column: string) => column.charAt(0).toUpperCase() + column.slice(1);

export interface Parts {
  readonly train: readonly Document[];
  /** Chooses the best weights. */
  readonly validation: readonly Document[];
  /** Measured once, at the end; empty where the corpus is one text. */
  readonly test: readonly Document[];
}

export interface PartOptions {
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/** One text is cut near its end; documents are dealt out by patient, at random. @throws Error where a part is left empty. */
export function partsOf(corpus: Corpus, { validation, test, seed }: PartOptions): Parts {
  if (corpus.continuous) {
    const { text } = corpus.documents[0]!;
    let cut = Math.floor(text.length * (1 - validation));
    if (/[\udc00-\udfff]/.test(text[cut] ?? '')) cut++; // not within a character
    const part = (piece: string) => [{ text: piece, group: '' }];
    return { train: part(text.slice(0, cut)), validation: part(text.slice(cut)), test: [] };
  }
  const groups = random(seed, 'text', 'split').shuffle([...new Set(corpus.documents.map(({ group }) => group))]);
  const [ends, count] = [[validation, validation + test], groups.length];
  const [first, second] = ends.map((share) => Math.round(share * count)) as [number, number];
  if (first < 1 || second >= count || (test > 0 && second <= first)) {
    throw new Error(`${corpus.path}: ${count} patients or reports are too few to split; give more, or other shares`);
  }
  const place = new Map(groups.map((group, i) => [group, i]));
  const within = (from: number, to: number) =>
    corpus.documents.filter(({ group }) => place.get(group)! >= from && place.get(group)! < to);
  return { train: within(second, count), validation: within(0, first), test: within(first, second) };
}
