import type { TrainOptions } from '../src/train/index.ts';

/** Nothing is changed but what a recipe asks for; the defaults are made for radiographs. */
export const STILL: TrainOptions['augment'] = {
  flip: 0,
  shift: 0,
  scale: [1, 1],
  rotate: 0,
  brightness: 0,
  contrast: 0,
};

const digits = { mean: [0.1307], std: [0.3081] };
/** Of CIFAR-10's training images. */
const photographs = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };

/** One thread and f32: on nets this small neither a second thread nor bf16 pays. An eighth of train is validation. */
export const MNIST: TrainOptions = {
  imageSize: 28,
  inChannels: 1,
  normalisation: digits,
  precision: 'f32',
  threads: 1,
  batchSize: 256,
  optimizer: 'adamw',
  schedule: 'onecycle',
  warmup: 0.3,
  augment: STILL,
};

export const CIFAR: TrainOptions = {
  imageSize: 32,
  colour: true,
  normalisation: photographs,
  threads: 2,
  augment: { ...STILL, flip: 0.5, cropPad: 4, padding: 'reflection' },
};

export const PNEUMONIA: TrainOptions = {
  imageSize: 28,
  inChannels: 1,
  normalisation: { mean: [0.572], std: [0.168] },
  threads: 1,
  batchSize: 64,
  schedule: 'onecycle',
  warmup: 0.3,
  augment: { ...STILL, shift: 0.07, scale: [0.9, 1.1], rotate: 7, brightness: 0.1, contrast: 0.1 },
};

/** The run of recipes/mae-pneumoniamnist.ts. */
export const PNEUMONIA_MAE_RUN = 'runs/recipes/mae-pneumoniamnist-0';
