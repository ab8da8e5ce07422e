import { join } from 'node:path';
import type { OpenOptions } from '../dataset.ts';
import { some } from '../labels.ts';
import { readTable } from '../table.ts';
import { attributesOf, type Layout, type Place } from './layout.ts';

/** Looked for in this order; else the only CSV of the folder. */
const NAMES = ['manifest.csv', 'labels.csv', 'data.csv', 'metadata.csv'];

/**
 * Fovea's own layout: one CSV with `image_path,label[,patient_id,split,mask_path,…]`. The image column may also be called
 * `file`, `path` or `filename`, and any column can be the label. Images lie relative to the CSV, or in `images/`.
 */
export const manifest: Layout = {
  name: 'manifest',
  recognises: ({ files, csv }) => csv !== undefined || files.some((f) => f.toLowerCase().endsWith('.csv')),
  read(place, options) {
    const name = place.csv ?? manifestOf(place);
    const table = readTable(join(place.root, name));
    const image = table.required('image_path', 'file', 'path', 'filename', 'image');
    const label = labelColumn(table, options);
    const patient = table.column('patient_id', 'patientid', 'patient', 'patient id', 'subject_id', 'group');
    const split = table.column('split');
    const mask = table.column('mask_path', 'mask', 'mask_file');
    return {
      rows: table.rows.map(({ line, values }) => ({
        where: `${name}:${line}`,
        row: line,
        imagePath: values[image]!,
        label: label && values[label],
        patientId: patient && values[patient],
        split: split && values[split],
        maskPath: mask && values[mask],
        attributes: attributesOf(values, [image, label, patient, split, mask]),
      })),
      imageFolders: ['', 'images'],
      maskFolders: ['masks'],
      subject: label ?? 'label',
      warnings: [],
    };
  },
};

function manifestOf({ files }: Place): string {
  const csvs = files.filter((f) => f.toLowerCase().endsWith('.csv'));
  const found = NAMES.find((n) => csvs.includes(n)) ?? (csvs.length === 1 ? csvs[0] : undefined);
  if (found !== undefined) return found;
  throw new Error(`several CSV files and none called ${NAMES.join(', ')}: name the one to open (${some(csvs)})`);
}

function labelColumn(table: ReturnType<typeof readTable>, { label, unlabelled }: OpenOptions): string | undefined {
  const found = label === undefined ? table.column('label', 'class', 'target') : table.column(label);
  if (found !== undefined || unlabelled) return found;
  const wanted = label === undefined ? "no column 'label'" : `no column '${label}'`;
  throw new Error(
    `${table.name}:1: ${wanted}; name the one to learn with the label option: ${some(table.columns, 20)}`,
  );
}
