import { join } from 'node:path';
import { readNpz } from '../../formats/npz.ts';
import type { HostArray } from '../../torch/dtype.ts';
import { pixelContainer } from '../container.ts';
import { SPLITS } from '../dataset.ts';
import type { Layout } from './layout.ts';
import { type PackedPart, packedDataset } from './packed.ts';

/** The classes of two-class sets, whose names say which is positive (Yang et al., Scientific Data 2023, `INFO` of the medmnist package). */
const CLASSES: Readonly<Record<string, readonly string[]>> = { pneumoniamnist: ['normal', 'pneumonia'] };

const isNpz = (name: string) => name.toLowerCase().endsWith('.npz');

/** One `.npz` with `{train,val,test}_{images,labels}`, as MedMNIST: images u8 [N, H, W] or [N, H, W, 3], labels [N] or [N, 1]. */
export const medmnist: Layout = {
  name: 'medmnist',
  recognises: ({ files }) => files.filter(isNpz).length === 1 && !files.some((f) => f.toLowerCase().endsWith('.csv')),
  read({ root, files }) {
    const name = files.find(isNpz)!;
    const path = join(root, name);
    const arrays = readNpz(path);
    const parts = SPLITS.flatMap((split): PackedPart[] => {
      const images = arrays.get(`${split}_images`);
      const labels = arrays.get(`${split}_labels`);
      if (images === undefined && labels === undefined) return [];
      if (images === undefined || labels === undefined)
        throw new Error(`${name}: has ${split}_images or ${split}_labels, but not both`);
      const array = pixelsOf(`${name}: ${split}_images`, images);
      if (labels.shape[0] !== array.count || labels.shape.length > 2 || (labels.shape[1] ?? 1) !== 1) {
        const wanted = `one class for each of ${array.count} images`;
        throw new Error(`${name}: ${split}_labels is [${labels.shape}], not ${wanted}; several findings are not read`);
      }
      const container = pixelContainer(path, array, `${name.replace(/\.npz$/i, '')}/${split}`);
      return [{ container, labels: wholeNumbers(`${name}: ${split}_labels`, labels), split }];
    });
    if (parts.length === 0) throw new Error(`${name}: has no train_images; it has ${[...arrays.keys()].join(', ')}`);
    const classes = Object.entries(CLASSES).find(([set]) => name.toLowerCase().startsWith(set))?.[1];
    return packedDataset(parts, classes ? { classes } : {});
  },
};

function pixelsOf(where: string, { dtype, shape, data }: HostArray) {
  const [count = 0, height = 0, width = 0, channels = 1] = shape;
  const fits = dtype === 'u8' && (shape.length === 3 || (shape.length === 4 && (channels === 1 || channels === 3)));
  if (!fits) throw new Error(`${where}: is ${dtype} [${shape}], not u8 [N, H, W] or [N, H, W, 3]`);
  return { count, height, width, channels: channels as 1 | 3, data };
}

function wholeNumbers(where: string, { dtype, data }: HostArray): string[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (dtype) {
    case 'u8':
      return Array.from(data, String);
    case 'i8':
      return Array.from(new Int8Array(data.buffer, data.byteOffset, data.length), String);
    case 'i32':
      return Array.from({ length: data.length / 4 }, (_, i) => String(view.getInt32(4 * i, true)));
    case 'i64':
      return Array.from({ length: data.length / 8 }, (_, i) => String(view.getBigInt64(8 * i, true)));
    default:
      throw new Error(`${where}: is ${dtype}; classes are whole numbers`);
  }
}
