/**
 * PneumoniaMNIST at 28 pixels (4,708 images to learn from, half of the official test images), a Compact Convolutional Transformer from
 * scratch.
 *
 * Command: npx tsx recipes/pneumoniamnist-cct.ts [SEED]
 * Published: see pneumoniamnist-cnn.ts.
 * Time:    2 to 5 minutes on one thread of a busy AMD EPYC (Zen 4).
 * Score:   312 test images, seeds 0 to 2: AUROC 0.979 (95 % interval 0.960 to 0.989), 0.981 (0.964 to 0.990), 0.978 (0.959 to 0.988);
 *          accuracy 0.929 (0.896 to 0.953), 0.913 (0.877 to 0.940), 0.926 (0.892 to 0.950). Baselines 0.5 and 0.599.
 */
import { runRecipe } from './run.ts';
import { PNEUMONIA } from './small-images.ts';

await runRecipe({
  name: 'pneumoniamnist-cct',
  data: '../shared/data/pneumoniamnist_28.npz',
  train: { ...PNEUMONIA, model: 'cct_2_3x2_32', epochs: 20, lr: 1e-3, weightDecay: 0.05, ema: 0.98, dropPathRate: 0.1 },
});
