import type { TrainOptions } from '../src/train/index.ts';

/** What the recipes on NIH's chest X-rays share: small images, since 707 of them teach no fine detail. */
const NIH: TrainOptions = {
  model: 'densenet121',
  imageSize: 96,
  batchSize: 16,
  weightDecay: 0.01,
  classWeights: 'balanced',
  threads: 1,
  augment: {
    flip: 0.5,
    shift: 0.05,
    scale: [0.9, 1.1],
    rotate: 7,
    cropArea: [1, 1],
    cropAspect: [3 / 4, 4 / 3],
    brightness: 0.1,
    contrast: 0.1,
    padding: 'zeros',
  },
};

export const SCRATCH: TrainOptions = { ...NIH, epochs: 4, lr: 1e-3, schedule: 'onecycle', warmup: 0.3 };
export const FINE_TUNE: TrainOptions = { ...NIH, epochs: 3, lr: 3e-4, schedule: 'cosine', warmup: 0.1 };

export const DATA = '../shared/data/nih_cxr320';
export const CHECKPOINT = '../shared/data/checkpoints/densenet121_nih14_selftrained.legacy.pth.tar';
