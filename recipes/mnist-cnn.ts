/**
 * MNIST with two convolutions of 8 and 16 channels, one max pooling and one linear layer, images shifted, turned and
 * scaled a little.
 *
 * Command: npx tsx recipes/mnist-cnn.ts [SEED]
 * Asked:   98.5 %.
 */
import { runRecipe } from './run.ts';
import { MNIST, STILL } from './small-images.ts';

await runRecipe({
  name: 'mnist-cnn',
  data: '../shared/data/mnist',
  train: {
    ...MNIST,
    model: 'cnn',
    epochs: 8,
    lr: 5e-3,
    augment: { ...STILL, shift: 0.05, rotate: 7, scale: [0.95, 1.05] },
  },
});
