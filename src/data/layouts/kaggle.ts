import { join } from 'node:path';
import { binaryClasses } from '../labels.ts';
import { readTable } from '../table.ts';
import { attributesOf, type Layout, type RawRow } from './layout.ts';

const FILES = { train: 'stage_1_train_images.csv', test: 'stage_1_test_images.csv' } as const;

/**
 * Kaggle's "Chest X-ray images with pneumothorax masks": two CSVs with `new_filename,ImageId,has_pneumo`, which also are the
 * split, images in `png_images/` and masks of the same names in `png_masks/`. Its patients are unknown.
 */
export const kagglePneumothorax: Layout = {
  name: 'kaggle-pneumothorax',
  recognises: ({ files, csv }) => Object.values(FILES).some((f) => (csv === undefined ? files.includes(f) : csv === f)),
  read({ root, files, csv }) {
    const rows: RawRow[] = [];
    for (const [split, file] of Object.entries(FILES)) {
      if (csv === undefined ? !files.includes(file) : csv !== file) continue;
      const table = readTable(join(root, file));
      const image = table.required('new_filename');
      const label = table.required('has_pneumo');
      for (const { line, values } of table.rows) {
        rows.push({
          where: `${file}:${line}`,
          row: line,
          imagePath: values[image]!,
          label: values[label],
          split,
          attributes: attributesOf(values, [image, label]),
        });
      }
    }
    return {
      rows,
      imageFolders: ['png_images'],
      maskFolders: ['png_masks'],
      subject: 'pneumothorax',
      classes: binaryClasses('pneumothorax'),
      warnings: [],
    };
  },
};
