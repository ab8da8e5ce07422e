import { runMaskRecipe } from './run-masks.ts';

await runMaskRecipe({
  name: 'lung-fields',
  data: '../shared/data/covid_cxr320',
  masks: 'lung_masks',
  label: 'finding',
  skipBad: true,
  folds: 5,
  train: {
    ...{ imageSize: 160, batchSize: 4, epochs: 24, lr: 2e-3, schedule: 'onecycle', warmup: 0.2 },
    ...{ precision: 'f32', threads: 1, testTime: 'flip' },
    segmentation: { baseWidth: 8 },
    augment: { flip: 0.5, shift: 0.08, scale: [0.8, 1.2], rotate: 12, brightness: 0.2, contrast: 0.3 },
  },
});
