/**
 * Pneumothorax marked in synthetic films of 256 pixels (`fovea data phantom`, 1,000 of them), by a narrow U-Net that sees them at 128.
 *
 * Command: npx tsx recipes/phantom-segmentation.ts [SEED]
 * Time:    368 s of steps on one thread of a busy AMD EPYC (Zen 4), f32.
 * Memory:  0.5 GB at its peak.
 * Score:   251 test images of 123 patients, seed 0: Dice of the 90 with a pneumothorax 0.815 (95 % interval by patient 0.742 to 0.857;
 *          marking nothing 0), AUROC of the image score 0.997 (0.988 to 0.999), all 161 others left empty. None of the 42
 *          regions of less than a quarter percent of the image was found.
 */
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
