import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writePhantomDataset } from '../src/data/index.ts';
import { runMaskRecipe } from './run-masks.ts';

const data = 'runs/data/phantom-256';
const out = resolve(import.meta.dirname, '..', data);
if (!existsSync(join(out, 'labels.csv'))) await writePhantomDataset({ out, count: 1000, size: 256, seed: 1 });

await runMaskRecipe({
  name: 'phantom-segmentation',
  data,
  train: {
    ...{ imageSize: 128, batchSize: 8, epochs: 10, lr: 3e-3, schedule: 'onecycle', warmup: 0.2 },
    ...{ precision: 'f32', threads: 1 },
    segmentation: { baseWidth: 8 },
    augment: { flip: 0.5, shift: 0.05, scale: [0.9, 1.1], rotate: 7, brightness: 0.1, contrast: 0.1 },
  },
});
