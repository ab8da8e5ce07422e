/**
 * Pneumothorax on 61 SIIM-ACR images, 37 with a mask: a narrow U-Net at 192 px, five folds by patient.
 *
 * Command: npx tsx recipes/siim-pneumothorax-masks.ts [SEED]
 * Score:   not measured yet. 61 images teach little; what it shows is how to train on rare regions and to measure them all.
 */
import { runMaskRecipe } from './run-masks.ts';

await runMaskRecipe({
  name: 'siim-pneumothorax-masks',
  data: '../shared/data/siim_ptx_seg',
  label: 'has_pneumo',
  folds: 5,
  train: {
    ...{ imageSize: 192, batchSize: 4, epochs: 40, lr: 2e-3, schedule: 'onecycle', warmup: 0.2 },
    ...{ precision: 'f32', threads: 1, testTime: 'flip', average: { epochs: 5, of: 'best' } },
    segmentation: { baseWidth: 8, positiveRate: { from: 0.9, to: 0.6 } },
    augment: { flip: 0.5, shift: 0.08, scale: [0.8, 1.2], rotate: 12, brightness: 0.2, contrast: 0.3 },
  },
});
