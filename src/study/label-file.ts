import { labelCoder, some } from '../data/labels.ts';
import { type CsvRow, readCsv } from '../formats/csv.ts';
import { badFile } from '../formats/errors.ts';
import { columnOf, IMAGE_COLUMNS, LABEL_COLUMNS, PATIENT_COLUMNS, pathKey } from './columns.ts';

/** Cases with their true labels, before any model is looked at. */
export interface LabelledCases {
  /** The file or data set, for messages. */
  readonly source: string;
  /** By index; of two, the second is the positive class. */
  readonly classes: readonly string[];
  readonly imagePaths: readonly string[];
  /** Where each case stands, for messages: `test.csv:12`. */
  readonly places: readonly string[];
  /** Class indices. [n] */
  readonly labels: readonly number[];
  readonly groupColumn: string | null;
  /** Patient of each case; a case without one is a patient of its own. [n] */
  readonly groups: readonly string[] | null;
  /** Every further column. [n] each */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Absolute paths of the images, where known. [n] */
  readonly files?: readonly string[];
  readonly dataHash?: string;
}

export interface LabelOptions {
  /** Column of the labels; default `label`, `class` or `target`. */
  readonly label?: string | undefined;
  /** Value of that column that is the positive class. */
  readonly positive?: string | undefined;
  /** Column that says which cases belong together; default `patient_id` where there is one. `none` leaves them apart. */
  readonly groups?: string | undefined;
  /** Only the rows whose column `split` says this. */
  readonly split?: string | undefined;
  /** The classes that the prediction files have columns for. */
  readonly classes?: readonly string[] | null | undefined;
}

/** Reads `image_path,label[,patient_id,…]`. Throws one line naming file and row for what is wrong. */
export function readLabels(path: string, options: LabelOptions = {}): LabelledCases {
  const { columns, rows: all } = readCsv(path);
  const required = (names: readonly string[]) => {
    const found = columnOf(columns, names);
    if (found !== undefined) return found;
    throw badFile(`${path}:1`, `has no column ${names[0]} (it has ${columns.join(', ')})`, 'add or rename it');
  };
  const image = required(IMAGE_COLUMNS);
  const label = required(options.label === undefined ? LABEL_COLUMNS : [options.label]);
  const group = groupColumn(columns, options.groups, required);
  const rows = ofSplit(path, columns, all, options.split);
  checkRows(path, rows, image, label);

  const texts = rows.map((row) => row.cells[label]!.trim());
  const coder = coderFor(path, texts, label, options);
  const labels = rows.map(({ line }, i) => {
    const code = coder.code(texts[i]!);
    if (code === undefined) {
      const known = some(coder.classes);
      throw badFile(`${path}:${line}`, `${label} '${texts[i]}' is none of the classes`, `known are ${known}`);
    }
    return code;
  });
  const present = new Set(labels);
  if (present.size < 2) {
    const only = `all ${labels.length} cases are '${coder.classes[labels[0]!]}'`;
    throw badFile(path, only, 'nothing can be measured on one class: add cases of another');
  }
  const used = [image, label, group].filter((c) => c !== undefined);
  const cells = (column: string) => rows.map((row) => row.cells[column]!.trim());
  return {
    source: path,
    classes: coder.classes,
    imagePaths: cells(image),
    places: rows.map((row) => `${path}:${row.line}`),
    labels,
    groupColumn: group ?? null,
    groups: group === undefined ? null : cells(group).map((id, i) => (id === '' ? `image ${cells(image)[i]}` : id)),
    attributes: Object.fromEntries(columns.filter((c) => !used.includes(c)).map((c) => [c, cells(c)])),
  };
}

function groupColumn(columns: readonly string[], given: string | undefined, required: (n: string[]) => string) {
  if (given === 'none') return undefined;
  return given === undefined ? columnOf(columns, PATIENT_COLUMNS) : required([given]);
}

function ofSplit(path: string, columns: readonly string[], rows: readonly CsvRow[], split: string | undefined) {
  if (split === undefined) return rows;
  const column = columnOf(columns, ['split']);
  if (column === undefined) throw badFile(`${path}:1`, 'has no column split', 'leave --split out');
  const own = rows.filter((row) => row.cells[column]!.trim().toLowerCase() === split.toLowerCase());
  if (own.length > 0) return own;
  const found = some([...new Set(rows.map((row) => row.cells[column]!.trim()))]);
  throw badFile(path, `has no row of the split ${split}`, `it has ${found}`);
}

function checkRows(path: string, rows: readonly CsvRow[], image: string, label: string): void {
  if (rows.length === 0) throw badFile(path, 'has no rows', 'it needs one for each image');
  const seen = new Map<string, number>();
  for (const { line, cells } of rows) {
    const where = `${path}:${line}`;
    const imagePath = cells[image]!.trim();
    if (imagePath === '') throw badFile(where, `${image} is empty`);
    if (cells[label]!.trim() === '')
      throw badFile(where, `${label} of ${imagePath} is empty`, 'label it or leave it out');
    const before = seen.get(pathKey(imagePath));
    if (before !== undefined)
      throw badFile(where, `${imagePath} is already in line ${before}`, 'keep one row for each image');
    seen.set(pathKey(imagePath), line);
  }
}

/** Two classes are ordered by their words, so that the second is the positive one; more stay as the prediction files have them. */
function coderFor(path: string, texts: readonly string[], subject: string, { positive, classes }: LabelOptions) {
  const spec = { subject, positive };
  if (!classes) {
    const coder = labelCoder(texts, spec);
    if (coder.classes.length <= 2) return coder;
    const found = `${subject} has ${coder.classes.length} classes (${some(coder.classes)})`;
    throw badFile(path, found, 'the predictions need a column for each, or name one class with --positive');
  }
  if (classes.length > 2) return labelCoder(texts, { ...spec, classes });
  const own = labelCoder(texts.filter((t) => classes.includes(t)).concat(classes), spec).classes;
  return labelCoder(texts, { subject, classes: own.every((c) => classes.includes(c)) ? own : classes });
}
