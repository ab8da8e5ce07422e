/**
 * Is there a pneumothorax? The mask of recipes/phantom-segmentation.ts against DenseNet-121, on the same 251 test images of 123 patients:
 * the mask's score is the mean of the highest half percent of its pixels.
 *
 * Command: npx tsx recipes/phantom-segmentation.ts && npx tsx recipes/phantom-image-level.ts
 * Time:    9 minutes on one thread of an Intel Xeon (Emerald Rapids), f32.
 * Score:   seed 0, AUROC: mask 1.000 (0.967 to 1.000), DenseNet-121 0.964 (0.930 to 0.982), baseline 0.5; difference 0.036 (0.012 to 0.060),
 *          p = 0.003 (DeLong by patient); the smallest that could have been seen 0.034. The masks of 607 training images tell more than their labels.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareFiles } from '../src/cli/compare-files.ts';
import { drawPhantoms, PHANTOMS } from './phantom-data.ts';
import { runRecipe } from './run.ts';

const masks = 'runs/recipes/phantom-segmentation-unet-0/predictions.csv';
if (!existsSync(masks)) throw new Error(`${masks}: run recipes/phantom-segmentation.ts first`);
const data = await drawPhantoms();
await runRecipe({
  name: 'phantom-densenet121',
  data: PHANTOMS,
  train: {
    ...{ model: 'densenet121', inChannels: 1, imageSize: 128, batchSize: 16, epochs: 8, lr: 1e-3, weightDecay: 0.01 },
    ...{ schedule: 'onecycle', warmup: 0.3, threads: 1 },
    augment: { flip: 0.5, shift: 0.05, scale: [0.9, 1.1], rotate: 7, brightness: 0.1, contrast: 0.1 },
  },
});
await compareFiles(
  {
    ...{ labels: join(data, 'labels.csv'), split: 'test', names: 'unet,densenet121' },
    ...{ replicates: '2000', out: 'studies/phantom-image-level' },
  },
  [masks, 'runs/recipes/phantom-densenet121-0/predictions.csv'],
  [],
);
