import { join } from 'node:path';
import { readIdx } from '../../formats/idx.ts';
import { pixelContainer } from '../container.ts';
import type { Split } from '../dataset.ts';
import type { Layout } from './layout.ts';
import { packedDataset } from './packed.ts';

const IMAGES = /^(train|t10k|test|val)\b.*images.*idx3-ubyte(\.gz)?$/;
const SPLIT: Readonly<Record<string, Split>> = { train: 'train', t10k: 'test', test: 'test', val: 'val' };

/** MNIST's files and those of its kin (LeCun et al. 1998): pairs of `*-images-idx3-ubyte` and `*-labels-idx1-ubyte`, gzipped or not. */
export const idxPair: Layout = {
  name: 'idx',
  recognises: ({ files }) => files.some((f) => IMAGES.test(f)),
  read({ root, files }) {
    const parts = files
      .filter((f) => IMAGES.test(f))
      .map((file) => {
        const labelFile = file.replace('images', 'labels').replace('idx3', 'idx1');
        if (!files.includes(labelFile)) throw new Error(`${file}: its labels, ${labelFile}, are not beside it`);
        const images = readIdx(join(root, file));
        const labels = readIdx(join(root, labelFile));
        const [count = 0, height = 0, width = 0] = images.shape;
        if (images.dtype !== 'u8' || images.shape.length !== 3)
          throw new Error(`${file}: holds ${images.dtype} [${images.shape}], not images u8 [N, H, W]`);
        if (labels.dtype !== 'u8' || labels.shape.length !== 1 || labels.shape[0] !== count)
          throw new Error(`${labelFile}: holds ${labels.dtype} [${labels.shape}], not u8 [${count}] as ${file} needs`);
        const array = { count, width, height, channels: 1, data: images.data } as const;
        const container = pixelContainer(join(root, file), array, file.replace(/-idx3-ubyte(\.gz)?$/, ''));
        return { container, labels: Array.from(labels.data, String), split: SPLIT[IMAGES.exec(file)![1]!] };
      });
    return packedDataset(parts);
  },
};
