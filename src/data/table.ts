import { basename } from 'node:path';
import { readCsv } from '../formats/csv.ts';
import { some } from './labels.ts';

export interface TableRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface Table {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The table's own spelling of the first of these columns that it has, in any case. */
  column(...names: string[]): string | undefined;
  /** As `column`, or an error that says which columns there are. */
  required(...names: string[]): string;
}

const fold = (name: string) => name.trim().toLowerCase();

/** A CSV as a data set means it: cells trimmed, columns found in any case, at least one row. */
export function readTable(file: string): Table {
  const name = basename(file);
  const { columns, rows } = readCsv(file);
  if (rows.length === 0) throw new Error(`${name}: has no rows; a data set needs at least one image`);
  const spelling = new Map(columns.map((c) => [fold(c), c]));
  const column = (...names: string[]) => names.map((n) => spelling.get(fold(n))).find((c) => c !== undefined);
  return {
    name,
    columns,
    rows: rows.map(({ line, cells }) => ({ line, values: trimmed(cells) })),
    column,
    required(...names) {
      const found = column(...names);
      if (found !== undefined) return found;
      const wanted = names.map((n) => `'${n}'`).join(' or ');
      throw new Error(`${name}:1: no column ${wanted}; it has ${some(columns, 20)}`);
    },
  };
}

const trimmed = (cells: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, cell.trim()]));
