import { CsvError, parse } from 'csv-parse/sync';
import { writeFileAtomic } from './atomic.ts';
import { badFile } from './errors.ts';
import { readWhole } from './file-source.ts';

export interface CsvRow {
  /** Line of the file on which the row begins, from 1, for messages. */
  readonly line: number;
  /** Cells by column, untrimmed. */
  readonly cells: Readonly<Record<string, string>>;
}

export interface CsvTable {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

export interface CsvReadOptions {
  /** Columns that must be there. */
  readonly required?: readonly string[];
  /** Default ','. */
  readonly delimiter?: string;
}

/**
 * Reads a CSV file with a header row (RFC 4180; LF or CRLF, with or without BOM; empty lines are skipped).
 * @throws Error, one line naming the file, and the line or the columns there are, when it is malformed.
 */
export function readCsv(path: string, options: CsvReadOptions = {}): CsvTable {
  return parseCsv(readWhole(path), path, options);
}

/** As `readCsv`, of text or bytes at hand; `path` is for messages. */
export function parseCsv(text: Uint8Array | string, path: string, options: CsvReadOptions = {}): CsvTable {
  const [header, ...records] = parseRecords(text, path, options.delimiter ?? ',');
  if (header === undefined) throw badFile(path, 'is empty', 'a header row with the column names is needed');
  const columns = header.cells.map((name) => name.trim()); // ' EncodedPixels' is a column of SIIM's own files
  checkColumns(path, columns, options.required ?? []);
  const rows = records.map(({ line, cells }): CsvRow => {
    if (cells.length !== columns.length) {
      throw badFile(
        `${path}:${line}`,
        `has ${cells.length} cells, the header has ${columns.length}`,
        'quote cells with commas',
      );
    }
    return { line, cells: Object.fromEntries(columns.map((name, i) => [name, cells[i]!])) };
  });
  return { path, columns, rows };
}

function parseRecords(text: Uint8Array | string, path: string, delimiter: string) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const lineAt = lineCounter(bytes);
  // Both delimiters, or one CRLF in a file of LF would make all the rest one record.
  const lenient = { bom: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] };
  try {
    // With `info`, csv-parse answers records of this form, which its types do not say.
    const records = parse(bytes, { ...lenient, info: true, delimiter }) as unknown as ParsedRecord[];
    return records.map(({ record, info }) => ({ cells: record, line: lineAt(info.bytes - 1) - lineBreaks(record) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw badFile(`${path}:${(error as { lines?: number }).lines ?? 1}`, error.message);
  }
}

interface ParsedRecord {
  readonly record: string[];
  /** Bytes up to the end of the record; its count of lines is wrong behind quoted CRLFs. */
  readonly info: { readonly bytes: number };
}

/** Answers the line of a byte, from 1; to be asked in ascending order. */
function lineCounter(bytes: Uint8Array): (at: number) => number {
  let line = 1;
  let next = bytes.indexOf(0x0a);
  return (at) => {
    for (; next >= 0 && next < at; next = bytes.indexOf(0x0a, next + 1)) line++;
    return line;
  };
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);
}

function checkColumns(path: string, columns: readonly string[], required: readonly string[]): void {
  const twice = columns.find((name, i) => columns.indexOf(name) !== i);
  if (twice !== undefined) throw badFile(`${path}:1`, `names the column ${twice} twice`);
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const word = missing.length === 1 ? 'the column' : 'the columns';
  throw badFile(path, `lacks ${word} ${missing.join(', ')} (it has ${columns.join(', ')})`, 'add or rename them');
}

export type CsvCell = string | number | bigint | boolean | null | undefined;

/**
 * A CSV text (RFC 4180, LF): numbers in full precision, null and undefined as empty cells.
 * @throws RangeError for NaN and infinities, naming row and column: a file must not spread them silently.
 */
export function formatCsv(columns: readonly string[], rows: Iterable<Readonly<Record<string, CsvCell>>>): string {
  const lines = [columns.map(quote).join(',')];
  for (const row of rows) {
    const line = columns.map((name) => formatCell(row[name], name, lines.length)).join(',');
    lines.push(line || '""'); // an empty line would be no row
  }
  return `${lines.join('\n')}\n`;
}

/** Writes `formatCsv`, whole or not at all. */
export function writeCsv(
  path: string,
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, CsvCell>>>,
): void {
  writeFileAtomic(path, formatCsv(columns, rows));
}

function formatCell(cell: CsvCell, column: string, row: number): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number' && !Number.isFinite(cell)) throw new RangeError(`row ${row}, column ${column}: ${cell}`);
  return quote(String(cell));
}

/** Quotes what would not come back as it was: separators, quotes, line breaks, and blanks at the edges. */
function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$|^\uFEFF/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
