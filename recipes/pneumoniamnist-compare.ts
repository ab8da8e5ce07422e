/**
 * CNN or ViT? PneumoniaMNIST at 28 pixels: three convolutional networks, a convolutional transformer and a ViT, from scratch and after
 * recipes/mae-pneumoniamnist.ts, with the same budget, learning rate and augmentation for each, three seeds.
 *
 * Command: npm run build && npx tsx recipes/mae-pneumoniamnist.ts && npx tsx recipes/pneumoniamnist-compare.ts [BUDGET]
 * Time:    with 12 epochs, the preset, over an hour on one thread in bf16, most of it the ViT's; with 60s, 21 minutes.
 * Score:   on half of the official test images (n = 312), AUROC of seeds and cases together; baseline 0.5.
 *          12 epochs, five models from scratch, AMD EPYC (Zen 4), bf16: small_cnn 0.987 (0.976-0.998), resnet20_cifar 0.986 (0.976-0.997),
 *          lenet5 0.965 (0.943-0.987), cct_2_3x2_32 0.976 (0.963-0.990), vit_tiny_patch4_32 0.947 (0.926-0.969). Verdict: cannot tell which is
 *          best; lenet5 and the ViT are worse than small_cnn.
 *          60s each, one core of an Intel Xeon (Emerald Rapids), f32: small_cnn 0.986 (0.975-0.997), lenet5 0.982 (0.967-0.997), resnet20_cifar
 *          0.979 (0.964-0.993), cct_2_3x2_32 0.966 (0.949-0.984), the ViT 0.848 (0.671-1.000), after MAE, whose time is not counted, 0.825
 *          (0.765-0.885): one epoch of it. Verdict: cannot tell which is best; the CCT and the ViT after MAE are worse than small_cnn.
 */
import { resolve } from 'node:path';
import { needRun } from './run.ts';
import { runComparison } from './run-comparison.ts';
import { PNEUMONIA, PNEUMONIA_MAE_RUN } from './small-images.ts';

const VIT = 'vit_tiny_patch4_32';
const models = ['small_cnn', 'resnet20_cifar', 'lenet5', 'cct_2_3x2_32', VIT, VIT];
needRun(PNEUMONIA_MAE_RUN);

await runComparison(
  { ...PNEUMONIA, lr: 1e-3, weightDecay: 0.05, ema: 0.98 },
  {
    data: resolve(import.meta.dirname, '../../shared/data/pneumoniamnist_28.npz'),
    models: models.join(','),
    init: [...models.slice(1).map(() => 'scratch'), PNEUMONIA_MAE_RUN].join(','),
    budget: process.argv[2] ?? '12epochs',
    out: 'studies/pneumoniamnist',
  },
);
