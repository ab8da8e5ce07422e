/**
 * Pneumothorax on 61 SIIM-ACR images, 37 with a mask: a narrow U-Net or a Segmenter at 160 px, five folds by patient. Both begin from synthetic
 * chest X-rays (recipes/phantom-segmentation.ts); from scratch the U-Net learns to mark nothing from so few.
 *
 * Command: npx tsx recipes/phantom-segmentation.ts 0 MODEL && npx tsx recipes/siim-pneumothorax-masks.ts [SEED] [MODEL]
 *          MODEL is unet (if none is named) or segmenter_vit_tiny
 * Time:    6 minutes (unet), 7 (segmenter_vit_tiny), all five folds, on one thread of a busy Intel Xeon (Emerald Rapids), f32.
 * Score:   Dice of the 37 images with a mask, each by the model of a fold without its patient, 95 % interval by patient, seeds 0, 1, 2:
 *          unet 0.113 (0.058 to 0.186), 0.165 (0.103 to 0.244), 0.165 (0.102 to 0.240); segmenter_vit_tiny 0.018 (0.004 to 0.055), 0.004 (0.001
 *          to 0.009), 0.015 (0.005 to 0.031). Marking nothing 0, the mean shape of the training masks 0; two readers reach about 0.71 between
 *          them. `fovea compare` of the masks of seed 0: unet is better by 0.094 (0.025 to 0.164), p = 0.009. AUROC of the image score, unet: 0.599
 *          (0.431 to 0.747), 0.581 (0.432 to 0.717), 0.711 (0.557 to 0.828). 61 images teach next to nothing of pneumothorax.
 */
import { maskModel, runMaskRecipe } from './run-masks.ts';

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
