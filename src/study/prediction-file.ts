import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '../formats/csv.ts';
import { badFile } from '../formats/errors.ts';
import { columnOf, IMAGE_COLUMNS, PATIENT_COLUMNS, pathKey } from './columns.ts';

/** The probabilities that some program wrote for some images. */
export interface PredictionFile {
  readonly path: string;
  /** Classes that have a column each, in the file's order; null where one column holds that of the positive class. */
  readonly classes: readonly string[] | null;
  readonly rows: readonly PredictionRow[];
}

export interface PredictionRow {
  readonly line: number;
  readonly imagePath: string;
  /** One for each class, or one alone. */
  readonly probabilities: readonly number[];
}

/** Columns that are no class, whatever they hold. */
const OTHERS = new Set(['label', 'truth', 'target', 'class', 'split', 'fold', 'prediction', ...PATIENT_COLUMNS]);
const PREFIX = /^(?:probability|prob|p)_(.+)$/i;
/** Rows of class probabilities may be rounded to three decimals each. */
const SUM_TOLERANCE = 2e-3;

/**
 * Reads `image_path,probability[,…]`, or `image_path` and a column for each class (named by it, or `probability_<class>`). A folder
 * of a run stands for its `predictions.csv`. Throws one line naming file and row for what is wrong.
 */
export function readPredictions(given: string): PredictionFile {
  const inside = join(given, 'predictions.csv');
  const path = existsSync(given) && statSync(given).isDirectory() && existsSync(inside) ? inside : given;
  const { columns, rows } = readCsv(path);
  if (rows.length === 0) throw badFile(path, 'has no rows', 'it needs one for each image');
  const image = columnOf(columns, IMAGE_COLUMNS);
  if (image === undefined) {
    throw badFile(`${path}:1`, `has no column image_path (it has ${columns.join(', ')})`, 'add or rename it');
  }
  const { classes, from } = probabilityColumns(path, columns, image, rows);
  const seen = new Map<string, number>();
  return {
    path,
    classes,
    rows: rows.map(({ line, cells }) => {
      const where = `${path}:${line}`;
      const imagePath = cells[image]!.trim();
      if (imagePath === '') throw badFile(where, `${image} is empty`);
      const before = seen.get(pathKey(imagePath));
      if (before !== undefined) {
        throw badFile(where, `${imagePath} is already in line ${before}`, 'keep one row for each image');
      }
      seen.set(pathKey(imagePath), line);
      const probabilities = from.map((column) => probability(where, column, cells[column]!, imagePath));
      if (classes !== null) checkSum(where, probabilities, imagePath);
      return { line, imagePath, probabilities };
    }),
  };
}

function probabilityColumns(
  path: string,
  columns: readonly string[],
  image: string,
  rows: readonly { readonly cells: Readonly<Record<string, string>> }[],
): { classes: string[] | null; from: string[] } {
  const named = columns.filter((c) => PREFIX.test(c));
  if (named.length >= 2) return { classes: named.map((c) => PREFIX.exec(c)![1]!), from: named };
  const single = columnOf(columns, ['probability', 'prob']) ?? named[0];
  if (single !== undefined) return { classes: null, from: [single] };
  const open = columns.filter((c) => c !== image && !OTHERS.has(c.toLowerCase()));
  const numeric = open.filter((c) =>
    rows.some(({ cells }) => cells[c]!.trim() !== '' && Number.isFinite(Number(cells[c]))),
  );
  if (numeric.length >= 2) return { classes: numeric, from: numeric };
  const has = columns.join(', ');
  throw badFile(`${path}:1`, `has no column probability, nor one for each class (it has ${has})`, 'add or rename them');
}

function probability(where: string, column: string, text: string, imagePath: string): number {
  const value = Number(text);
  if (text.trim() === '') throw badFile(where, `${column} of ${imagePath} is empty`);
  if (!Number.isFinite(value)) throw badFile(where, `${column} of ${imagePath} is '${text.trim()}', not a number`);
  if (value < 0 || value > 1) {
    const mend = 'it must lie in 0 to 1; put logits through a sigmoid or softmax first';
    throw badFile(where, `${column} of ${imagePath} is ${text.trim()}`, mend);
  }
  return value;
}

function checkSum(where: string, probabilities: readonly number[], imagePath: string): void {
  const sum = probabilities.reduce((total, p) => total + p, 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    const shown = Number(sum.toPrecision(4));
    throw badFile(where, `the class probabilities of ${imagePath} sum to ${shown}, not 1`, 'normalise each row');
  }
}
