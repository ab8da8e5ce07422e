import { basename } from 'node:path';
import { writeCsv } from '../formats/csv.ts';
import { makeRecord, type SplitAssignment, type SplitRecord } from './split.ts';
import { splitNamed } from './splitNames.ts';
import { readTable } from './table.ts';

const COLUMNS = ['image_path', 'patient_id', 'label', 'split'];

/** Write a split as CSV, `image_path,patient_id,label,split`, in the data set's order. */
export function writeSplit(file: string, record: SplitRecord): void {
  const rows = record.assignments.map((a) => [a.imagePath, a.patientId, a.label, a.split]);
  writeCsv(
    file,
    COLUMNS,
    rows.map((cells) => Object.fromEntries(COLUMNS.map((column, i) => [column, cells[i]]))),
  );
}

/** Read a split back; `classes` gives the order of classes in `counts`. Its hash equals that of the record written. */
export function readSplit(file: string, classes?: readonly string[]): SplitRecord {
  const table = readTable(file);
  const columns = COLUMNS.map((name) => table.required(name));
  const assignments = table.rows.map(({ line, values }): SplitAssignment => {
    const [imagePath, patientId, label, text] = columns.map((c) => values[c]!) as [string, string, string, string];
    const split = splitNamed(text);
    if (split === undefined)
      throw new Error(`${basename(file)}:${line}: unknown split '${text}'; use train, val or test`);
    return { imagePath, patientId, label, split };
  });
  return makeRecord(assignments, classes ?? [...new Set(assignments.map((a) => a.label))].sort());
}
