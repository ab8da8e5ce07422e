import { listImages } from '../paths.ts';
import { splitNamed } from '../splitNames.ts';
import type { Layout, RawRow } from './layout.ts';

/** Images anywhere below a folder, without labels; folders `train/`, `val/`, `test/` at the top are splits. For where labels are ignored. */
export const imageFolder: Layout = {
  name: 'image-folder',
  recognises: ({ root, csv }) => csv === undefined && listImages(root).length > 0,
  read({ root }) {
    const rows = listImages(root).map((imagePath, i): RawRow => {
      const [top, ...below] = imagePath.split('/');
      const split = below.length > 0 && splitNamed(top!) !== undefined ? splitNamed(top!) : undefined;
      return { where: imagePath, row: i + 1, imagePath, split, attributes: {} };
    });
    return { rows, imageFolders: [''], maskFolders: [], subject: 'label', warnings: [] };
  },
};
