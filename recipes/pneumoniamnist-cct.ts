/**
 * PneumoniaMNIST at 28 pixels (4,708 images to learn from, half of the official test images), a Compact Convolutional Transformer from
 * scratch.
 *
 * Command: npx tsx recipes/pneumoniamnist-cct.ts [SEED]
 * Published: see pneumoniamnist-cnn.ts.
 * Score:   not yet measured to the end.
 */
import { runRecipe } from './run.ts';
import { PNEUMONIA } from './small-images.ts';

await runRecipe({
  name: 'pneumoniamnist-cct',
  data: '../shared/data/pneumoniamnist_28.npz',
  train: { ...PNEUMONIA, model: 'cct_2_3x2_32', epochs: 20, lr: 1e-3, weightDecay: 0.05, ema: 0.98, dropPathRate: 0.1 },
});
