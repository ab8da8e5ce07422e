/**
 * Is there a pneumothorax? The mask of recipes/phantom-segmentation.ts against DenseNet-121, on the same 251 test images of 123 patients:
 * the mask's score is the mean of the highest half percent of its pixels.
 *
 * Command: npx tsx recipes/phantom-segmentation.ts && npx tsx recipes/phantom-image-level.ts
 * Score:   not measured yet.
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
