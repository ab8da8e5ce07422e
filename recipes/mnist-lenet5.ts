/**
 * MNIST with LeNet-5 (ReLU and max pooling), images shifted, turned and scaled a little.
 *
 * Command: npx tsx recipes/mnist-lenet5.ts [SEED]
 * Asked:   99 %.
 */
import { runRecipe } from './run.ts';
import { MNIST, STILL } from './small-images.ts';

await runRecipe({
  name: 'mnist-lenet5',
  data: '../shared/data/mnist',
  train: {
    ...MNIST,
    model: 'lenet5',
    epochs: 8,
    lr: 4e-3,
    augment: { ...STILL, shift: 0.05, rotate: 7, scale: [0.95, 1.05] },
  },
});
