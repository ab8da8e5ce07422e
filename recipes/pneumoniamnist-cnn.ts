/**
 * PneumoniaMNIST at 28 pixels (4,708 images to learn from, half of the official test images), a small CNN from scratch.
 *
 * Command: npx tsx recipes/pneumoniamnist-cnn.ts [SEED]
 * Published (Yang et al., Scientific Data 2023): ResNet-18 at 28 pixels AUROC 0.944, accuracy 0.854; ResNet-50 at 224 pixels 0.962, 0.884.
 * Time:    30 to 45 s on one thread of a busy AMD EPYC (Zen 4).
 * Score:   312 test images, seeds 0 to 2: AUROC 0.990 (95 % interval 0.973 to 0.997), 0.983 (0.961 to 0.993), 0.987 (0.970 to 0.995);
 *          accuracy 0.946 (0.914 to 0.966), 0.926 (0.892 to 0.950), 0.936 (0.903 to 0.958). Baselines 0.5 and 0.599.
 */
import { runRecipe } from './run.ts';
import { PNEUMONIA } from './small-images.ts';

await runRecipe({
  name: 'pneumoniamnist-cnn',
  data: '../shared/data/pneumoniamnist_28.npz',
  train: { ...PNEUMONIA, model: 'small_cnn', epochs: 12, lr: 3e-3, ema: 0.98, dropRate: 0.2 },
});
