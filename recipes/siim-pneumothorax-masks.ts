/**
 * Pneumothorax on 61 SIIM-ACR images, 37 with a mask: a narrow U-Net or a Segmenter at 160 px, five folds by patient. Both begin from synthetic
 * chest X-rays (recipes/phantom-segmentation.ts); from scratch the U-Net learns to mark nothing from so few.
 *
 * Command: npx tsx recipes/phantom-segmentation.ts 0 MODEL && npx tsx recipes/siim-pneumothorax-masks.ts [SEED] [MODEL]
 *          MODEL is unet (if none is named) or segmenter_vit_tiny
 * Score:   not measured yet.
 */
import { maskModel } from './phantom-data.ts';
import { runMaskRecipe } from './run-masks.ts';

const { model, segmentation } = maskModel();

await runMaskRecipe({
  name: `siim-pneumothorax-masks-${model}`,
  data: '../shared/data/siim_ptx_seg',
  label: 'has_pneumo',
  folds: 5,
  init: `runs/recipes/phantom-segmentation-${model}-0`,
  train: {
    ...{ model, imageSize: 160, batchSize: 4, epochs: 32, lr: model === 'unet' ? 2e-3 : 3e-4 },
    ...{ schedule: 'onecycle', warmup: 0.2, precision: 'f32', threads: 1 },
    ...{ testTime: 'flip', average: { epochs: 5, of: 'best' } },
    segmentation: { ...segmentation, positiveRate: { from: 0.9, to: 0.6 } },
    augment: { flip: 0.5, shift: 0.08, scale: [0.8, 1.2], rotate: 12, brightness: 0.2, contrast: 0.3 },
  },
});
