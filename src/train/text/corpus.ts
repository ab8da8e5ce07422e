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
  /** As a column `split` has it. */
  readonly split?: keyof Parts | undefined;
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
  const documents = table.rows.flatMap(({ line, cells }): Document[] => {
    const parts = columns.filter((column) => cells[column]!.trim() !== '');
    if (parts.length === 0) return [];
    const text = parts.map((column) => `${title(column)}: ${cells[column]!.trim()}`).join('\n');
    return [{ text, group: group === undefined ? `${line}` : cells[group]!, split: splitOf(path, line, cells.split) }];
  });
  if (documents.length === 0) throw badFile(path, `has no text in ${columns.join(', ')}`, 'name other --columns');
  return { path, hash, documents, continuous: false };
}

function splitOf(path: string, line: number, word: string | undefined): keyof Parts | undefined {
  if (word === undefined || word === 'train' || word === 'val' || word === 'test') return word;
  throw badFile(`${path}:${line}`, `the split is "${word}"`, 'write train, val or test');
}

const title = (column: string) => column.charAt(0).toUpperCase() + column.slice(1);

export interface Parts {
  readonly train: readonly Document[];
  /** Chooses the best weights. */
  readonly val: readonly Document[];
  /** Measured once, at the end; empty where the corpus is one text. */
  readonly test: readonly Document[];
}

export interface PartOptions {
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/**
 * One text is cut near its end; documents go where a column `split` has them, else they are dealt out by patient, at random.
 * @throws Error, one line, where a part is left empty, or a patient is in two.
 */
export function partsOf(corpus: Corpus, options: PartOptions): Parts {
  if (corpus.continuous) return cutText(corpus.documents[0]!.text, options.validation);
  const given = corpus.documents.some(({ split }) => split !== undefined);
  const place = given ? givenParts(corpus) : dealtParts(corpus, options);
  const within = (part: keyof Parts) => corpus.documents.filter(({ group }) => place.get(group) === part);
  const parts = { train: within('train'), val: within('val'), test: within('test') };
  const empty = (['train', 'val', ...(options.test > 0 ? (['test'] as const) : [])] as const).find(
    (part) => parts[part].length === 0,
  );
  if (empty === undefined) return parts;
  throw new Error(`${corpus.path}: leaves no documents for ${empty}; give more, or other shares`);
}

function cutText(text: string, validation: number): Parts {
  let cut = Math.floor(text.length * (1 - validation));
  if (/[\udc00-\udfff]/.test(text[cut] ?? '')) cut++; // not within a character
  const part = (piece: string) => [{ text: piece, group: '' }];
  return { train: part(text.slice(0, cut)), val: part(text.slice(cut)), test: [] };
}

type Places = ReadonlyMap<string, keyof Parts>;

function givenParts({ path, documents }: Corpus): Places {
  const places = new Map<string, keyof Parts>();
  for (const { group, split = 'train' } of documents) {
    const before = places.get(group);
    if (before !== undefined && before !== split) {
      throw badFile(path, `${group} is in ${before} and in ${split}: a leak`, 'mend its column split');
    }
    places.set(group, split);
  }
  return places;
}

function dealtParts({ documents }: Corpus, { validation, test, seed }: PartOptions): Places {
  const groups = random(seed, 'text', 'split').shuffle([...new Set(documents.map(({ group }) => group))]);
  const ends = [validation, validation + test].map((share) => Math.round(share * groups.length));
  return new Map(groups.map((group, i) => [group, i < ends[0]! ? 'val' : i < ends[1]! ? 'test' : 'train']));
}
