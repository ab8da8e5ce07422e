import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole } from '../../formats/file-source.ts';
import { pixelContainer } from '../container.ts';
import type { Layout } from './layout.ts';
import { packedDataset } from './packed.ts';

const BATCH = /^(data|test)_batch\w*\.bin$/;
const SIDE = 32;
const PIXELS = SIDE * SIDE;
const RECORD = 1 + 3 * PIXELS;
/** The order of CIFAR-10's labels (Krizhevsky 2009), where no `batches.meta.txt` gives it. */
const CLASSES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const;

/** CIFAR-10's binary version: records of one label byte and 3 × 1024 bytes of red, green and blue. */
export const cifarBinary: Layout = {
  name: 'cifar-binary',
  recognises: ({ files }) => files.some((f) => BATCH.test(f)),
  read({ root, files }) {
    const classes = classNames(root);
    const batches = files.filter((f) => BATCH.test(f));
    const hasTest = batches.some((f) => f.startsWith('test'));
    const parts = batches.map((file) => {
      const bytes = readWhole(join(root, file));
      if (bytes.length === 0 || bytes.length % RECORD !== 0)
        throw new Error(`${file}: ${bytes.length} bytes are not records of ${RECORD}; copy or download it again`);
      const count = bytes.length / RECORD;
      const labels = Array.from({ length: count }, (_, i) => {
        const label = bytes[i * RECORD]!;
        const name = classes[label];
        if (name === undefined)
          throw new Error(`${file}: record ${i + 1}: label ${label}; there are ${classes.length} classes`);
        return name;
      });
      const array = { count, width: SIDE, height: SIDE, channels: 3, data: interleaved(bytes, count) } as const;
      const container = pixelContainer(join(root, file), array, file.replace(/\.bin$/, ''));
      // without a test batch the batches are one set, to be split
      const split = file.startsWith('test') ? 'test' : hasTest ? 'train' : undefined;
      return { container, labels, split } as const;
    });
    return packedDataset(parts, { classes });
  },
};

function classNames(root: string): readonly string[] {
  const meta = join(root, 'batches.meta.txt');
  if (!existsSync(meta)) return CLASSES;
  return readFileSync(meta, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Records with planes → pixels [N, H, W, 3]. */
function interleaved(records: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count * 3 * PIXELS);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) {
      const plane = i * RECORD + 1 + c * PIXELS;
      for (let p = 0; p < PIXELS; p++) out[(i * PIXELS + p) * 3 + c] = records[plane + p]!;
    }
  }
  return out;
}
