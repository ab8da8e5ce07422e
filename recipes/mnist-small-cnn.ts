/**
 * MNIST with eight convolutions and batch norm, averaged weights, images shifted, turned and scaled a little.
 *
 * Command: npx tsx recipes/mnist-small-cnn.ts [SEED]
 * Asked:   99.5 %.
 * Time:    206 to 338 s on one thread of a busy AMD EPYC (Zen 4), bf16.
 * Score:   on the first 5,000 test images, seeds 0, 1, 2: 99.50, 99.52, 99.56 %, mean 99.53 (seed 0: 95 % interval 99.3 to 99.7). Baseline 11.4 %.
 *          Six epochs of seven eighths of the images: 99.56, 99.46, 99.42.
 */
import { runRecipe } from './run.ts';
import { MNIST, STILL } from './small-images.ts';

await runRecipe({
  name: 'mnist-small-cnn',
  data: '../shared/data/mnist',
  train: {
    ...MNIST,
    model: 'small_cnn',
    precision: 'auto',
    epochs: 8,
    valFraction: 0.04,
    lr: 5e-3,
    ema: 0.98,
    labelSmoothing: 0.05,
    augment: { ...STILL, shift: 0.07, rotate: 10, scale: [0.9, 1.1] },
  },
});
