import { badFile } from '../formats/errors.ts';
import { pathKey } from './columns.ts';
import type { LabelledCases } from './label-file.ts';
import type { PredictionFile, PredictionRow } from './prediction-file.ts';

/** A model's probabilities in the order of the cases. */
export interface JoinedScores {
  /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly probabilities: Float64Array;
  /** Where paths had to be matched by less than their whole, how. */
  readonly note?: string;
}

/**
 * The probabilities of each case, found by its path. Where folders differ (`/data/a/1.png`, `a/1.png`), the ends of the paths are
 * compared, if each then matches exactly one. Any image without label or prediction is an error.
 */
export function joinPredictions(cases: LabelledCases, file: PredictionFile): JoinedScores {
  const order = columnOrder(cases, file);
  const { rows, note } = match(cases, file);
  const width = cases.classes.length === 2 ? 1 : cases.classes.length;
  const probabilities = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    order.forEach((column, c) => {
      probabilities[i * width + c] = row.probabilities[column]!;
    });
  });
  return { probabilities, ...(note ? { note } : {}) };
}

/** Which of the file's columns to take: of two classes the positive one, of more all in the order of the cases' classes. */
function columnOrder({ classes, source }: LabelledCases, file: PredictionFile): number[] {
  if (file.classes === null) {
    if (classes.length === 2) return [0];
    const lacks = `has one probability for the ${classes.length} classes of ${source}`;
    throw badFile(file.path, lacks, 'write a column for each class (fovea predict --columns does)');
  }
  const wanted = classes.length === 2 ? [classes[1]!] : classes;
  const unknown = file.classes.find((c) => !classes.includes(c));
  const missing = classes.find((c) => !file.classes!.includes(c));
  if (unknown !== undefined) {
    throw badFile(`${file.path}:1`, `the class ${unknown} is unknown`, `the classes are ${classes.join(', ')}`);
  }
  if (missing !== undefined) throw badFile(`${file.path}:1`, `has no column for the class ${missing}`, 'add it');
  return wanted.map((c) => file.classes!.indexOf(c));
}

function match(cases: LabelledCases, file: PredictionFile): { rows: PredictionRow[]; note?: string } {
  const whole = matchBy(pathKey, cases, file);
  if (whole !== null) return { rows: whole };
  // Fewer and fewer folders are compared; the first depth at which every case finds exactly one row is unambiguous.
  const deepest = Math.max(...cases.imagePaths.map(depth), ...file.rows.map((r) => depth(r.imagePath)));
  for (let kept = deepest - 1; kept >= 1; kept--) {
    const end = (path: string) => pathKey(path).split('/').slice(-kept).join('/');
    const rows = matchBy(end, cases, file);
    if (rows === null) continue;
    const how = kept === 1 ? 'by file name' : `by the last ${kept} parts of the path`;
    return {
      rows,
      note: `${file.path}: its folders differ from those of ${cases.source}, so images were matched ${how}`,
    };
  }
  throw unmatched(cases, file);
}

const depth = (path: string) => pathKey(path).split('/').length;

/** The row of each case, or null where the keys are not one to one. */
function matchBy(key: (path: string) => string, cases: LabelledCases, file: PredictionFile): PredictionRow[] | null {
  if (cases.imagePaths.length !== file.rows.length) return null;
  const byKey = new Map(file.rows.map((row) => [key(row.imagePath), row]));
  const wanted = new Set(cases.imagePaths.map(key));
  if (byKey.size < file.rows.length || wanted.size < cases.imagePaths.length) return null;
  const rows = cases.imagePaths.map((path) => byKey.get(key(path)));
  return rows.every((row) => row !== undefined) ? rows : null;
}

/** Names the first image that one side has and the other has not, by the key that brings the two sides closest. */
function unmatched(cases: LabelledCases, file: PredictionFile): Error {
  const keys = [pathKey, (path: string) => pathKey(path).split('/').at(-1)!];
  const [closest] = keys
    .map((key) => {
      const [labelled, predicted] = [
        new Set(cases.imagePaths.map(key)),
        new Set(file.rows.map((r) => key(r.imagePath))),
      ];
      const lacking = cases.imagePaths.map((path, i) => ({ path, i })).filter(({ path }) => !predicted.has(key(path)));
      return { lacking, extra: file.rows.filter((row) => !labelled.has(key(row.imagePath))) };
    })
    .sort((a, b) => a.lacking.length + a.extra.length - b.lacking.length - b.extra.length);
  const { lacking, extra } = closest!;
  const others = (n: number) => (n > 1 ? ` (and ${n - 1} others)` : '');
  if (lacking.length > 0) {
    const { path, i } = lacking[0]!;
    const mend = 'predict every labelled image; if the labels hold other splits, give --split test';
    return badFile(cases.places[i]!, `${path} has no prediction in ${file.path}${others(lacking.length)}`, mend);
  }
  if (extra.length > 0) {
    const { line, imagePath } = extra[0]!;
    const mend = 'leave them out, or label them';
    return badFile(`${file.path}:${line}`, `${imagePath} has no label in ${cases.source}${others(extra.length)}`, mend);
  }
  return badFile(
    file.path,
    `its images match those of ${cases.source} in several ways`,
    'use the same paths in both files',
  );
}
