import { createHash } from 'node:crypto';
import { badFile } from '../../../formats/errors.ts';
import { type CsvTable, writeCsv } from '../../../formats/index.ts';
import { random } from '../../../stats/index.ts';
import { readTable, textColumns, textOf } from './documents.ts';

export const PARTS = ['train', 'val', 'test'] as const;
export type Part = (typeof PARTS)[number];

/** A text with what is known of it. */
export interface LabelledText {
  readonly id: string;
  readonly text: string;
  readonly part: Part;
  /** What stays together, such as the patient; the row's own id where nothing does. */
  readonly group: string;
  /** 1 or 0 for each label. */
  readonly labels: Uint8Array;
}

export interface LabelledTexts {
  readonly path: string;
  readonly hash: string;
  readonly labels: readonly string[];
  readonly texts: readonly LabelledText[];
  /** Rows without text, which are left out. */
  readonly empty: number;
}

export interface LabelledOptions {
  readonly text: readonly string[];
  /** Columns of labels; none: every column of nothing but 0 and 1. */
  readonly labels: readonly string[];
  /** Column that names a row; null: its line. */
  readonly id: string | null;
  /** Column of what must stay together in a split, such as the patient; null: every row for itself. */
  readonly group: string | null;
  /** Of the split, where no column `split` gives one. */
  readonly seed: number;
}

const SHARES: readonly (readonly [Part, number])[] = [
  ['train', 0.7],
  ['val', 0.8],
];

/** Reads texts with several labels of 0 and 1 each, from a CSV, and who trains, validates and tests. */
export function readLabelledTexts(path: string, options: LabelledOptions): LabelledTexts {
  const { table, hash } = readTable(path);
  const columns = textColumns(path, table, options.text);
  const labels = labelColumns(path, table, options);
  for (const name of [options.id, options.group]) {
    if (name !== null && !table.columns.includes(name))
      throw badFile(`${path}:1`, `has no column ${name}`, `it has ${table.columns.join(', ')}`);
  }
  const given = table.columns.includes('split');
  const texts: LabelledText[] = [];
  let empty = 0;
  const seen = new Map<string, Part>();
  for (const { line, cells } of table.rows) {
    const where = `${path}:${line}`;
    const text = textOf(cells, columns);
    if (text === '') {
      empty++;
      continue;
    }
    const id = options.id === null ? String(line) : cells[options.id]!;
    const group = options.group === null ? id : cells[options.group]!;
    const part = given ? partOf(where, cells.split!) : drawn(group, options.seed);
    if ((seen.get(group) ?? part) !== part) {
      throw badFile(where, `${group} is in ${seen.get(group)} already, and here in ${part}`, 'keep it in one split');
    }
    seen.set(group, part);
    texts.push({ id, text, part, group, labels: Uint8Array.from(labels, (name) => bit(where, name, cells[name]!)) });
  }
  for (const part of ['train', 'val'] as const) {
    if (!texts.some((text) => text.part === part))
      throw badFile(path, `has no text for ${part}`, 'fill its column split');
  }
  return { path, hash, labels, texts, empty };
}

function labelColumns(path: string, { columns, rows }: CsvTable, options: LabelledOptions): readonly string[] {
  const lacking = options.labels.find((name) => !columns.includes(name));
  if (lacking !== undefined) throw badFile(`${path}:1`, `has no column ${lacking}`, `it has ${columns.join(', ')}`);
  if (options.labels.length > 0) return options.labels;
  const others = new Set([options.id, options.group, 'split', ...options.text]);
  const found = columns.filter((name) => !others.has(name) && rows.every(({ cells }) => /^[01]$/.test(cells[name]!)));
  if (found.length > 0) return found;
  throw badFile(`${path}:1`, 'has no column of 0 and 1', 'name the labels by --labels a,b');
}

function partOf(where: string, text: string): Part {
  const part = PARTS.find((name) => name === text);
  if (part === undefined) throw badFile(where, `the split "${text}" is unknown`, 'write train, val or test');
  return part;
}

/** A function of seed and group alone: rows that are added move no other. */
function drawn(group: string, seed: number): Part {
  const draw = random(seed, 'split', group).next();
  return SHARES.find(([, below]) => draw < below)?.[0] ?? 'test';
}

function bit(where: string, name: string, text: string): number {
  if (text === '0' || text === '1') return Number(text);
  throw badFile(where, `${name} is "${text}"`, 'write 0 or 1');
}

/** SHA-256 over who is in which part: two runs that agree in it can be compared. */
export function splitHash({ texts }: LabelledTexts): string {
  const hash = createHash('sha256');
  for (const { id, part } of texts) hash.update(id).update('\0').update(part).update('\n');
  return hash.digest('hex');
}

/** `id,split`, then each label's truth and probability. */
export function writeTextPredictions(
  path: string,
  labels: readonly string[],
  texts: readonly LabelledText[],
  probabilities: readonly Float64Array[],
): void {
  const columns = ['id', 'split', ...labels.flatMap((name) => [name, `p_${name}`])];
  const rows = texts.map(({ id, part, labels: truth }, i) => {
    const cells = labels.flatMap((name, c) => [
      [name, truth[c]!],
      [`p_${name}`, Number(probabilities[c]![i]!.toPrecision(7))],
    ]);
    return { id, split: part, ...Object.fromEntries(cells) };
  });
  writeCsv(path, columns, rows);
}
