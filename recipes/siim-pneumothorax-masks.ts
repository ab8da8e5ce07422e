/**
 * Pneumothorax on 61 SIIM-ACR images, 37 with a mask: a narrow U-Net or a Segmenter at 160 px from scratch, five folds by patient.
 *
 * Command: npx tsx recipes/siim-pneumothorax-masks.ts [SEED] [unet|segmenter_vit_tiny]
 * Score:   not measured yet. 61 images teach little; what it shows is how to train on rare regions and to measure them all.
 */
import { runMaskRecipe } from './run-masks.ts';

const model = process.argv[3] ?? 'unet';
const lr = model === 'unet' ? 2e-3 : 5e-4;
const baseWidth = model === 'unet' ? { baseWidth: 8 } : {};

await runMaskRecipe({
  name: `siim-pneumothorax-masks-${model}`,
  data: '../shared/data/siim_ptx_seg',
  label: 'has_pneumo',
  folds: 5,
  train: {
    ...{ model, imageSize: 160, batchSize: 4, epochs: 32, lr, schedule: 'onecycle', warmup: 0.2 },
    ...{ precision: 'f32', threads: 1, testTime: 'flip', average: { epochs: 5, of: 'best' } },
    segmentation: { ...baseWidth, positiveRate: { from: 0.9, to: 0.6 } },
    augment: { flip: 0.5, shift: 0.08, scale: [0.8, 1.2], rotate: 12, brightness: 0.2, contrast: 0.3 },
  },
});
