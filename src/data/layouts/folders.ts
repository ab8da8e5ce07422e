import { join } from 'node:path';
import type { Split } from '../dataset.ts';
import { listFolders, listImages } from '../paths.ts';
import { splitNamed } from '../splitNames.ts';
import type { Layout, RawRow } from './layout.ts';

/** One folder for each class, `NORMAL/x.png`, and perhaps a level of `train/`, `val/`, `test/` above. */
export const folderPerClass: Layout = {
  name: 'folder-per-class',
  recognises: ({ root, csv }) => csv === undefined && listFolders(root).length > 0,
  read({ root }) {
    const top = listFolders(root);
    const splits = top.filter((f) => splitNamed(f) !== undefined);
    const rows: RawRow[] = [];
    const addClass = (folder: string, label: string, split?: Split) => {
      const images = listImages(join(root, folder));
      if (images.length === 0) throw new Error(`${folder}: a class folder without images; fill it or take it away`);
      for (const image of images) {
        const imagePath = `${folder}/${image}`;
        rows.push({ where: imagePath, row: rows.length + 1, imagePath, label, split, attributes: {} });
      }
    };
    if (splits.length === 0) for (const label of top) addClass(label, label);
    for (const split of splits) {
      const labels = listFolders(join(root, split));
      if (labels.length === 0) throw new Error(`${split}: an empty split; it needs one folder for each class`);
      for (const label of labels) addClass(`${split}/${label}`, label, splitNamed(split));
    }
    const ignored = splits.length === 0 ? [] : top.filter((f) => !splits.includes(f));
    return {
      rows,
      imageFolders: [''],
      maskFolders: [],
      subject: 'label',
      warnings: ignored.map((f) => `${f}: neither train, val nor test; left out`),
    };
  },
};
