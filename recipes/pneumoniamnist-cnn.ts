/**
 * PneumoniaMNIST at 28 pixels (4,708 images to learn from, half of the official test images), a small CNN from scratch.
 *
 * Command: npx tsx recipes/pneumoniamnist-cnn.ts [SEED]
 * Published (Yang et al., Scientific Data 2023): ResNet-18 at 28 pixels AUROC 0.944, accuracy 0.854; ResNet-50 at 224 pixels 0.962, 0.884.
 * Score:   not yet measured to the end.
 */
import { runRecipe } from './run.ts';
import { PNEUMONIA } from './small-images.ts';

await runRecipe({
  name: 'pneumoniamnist-cnn',
  data: '../shared/data/pneumoniamnist_28.npz',
  train: { ...PNEUMONIA, model: 'small_cnn', epochs: 12, lr: 3e-3, ema: 0.98, dropRate: 0.2 },
});
