/**
 * CNN or ViT? PneumoniaMNIST at 28 pixels: three convolutional networks, a convolutional transformer and a ViT, from scratch, 12 epochs and
 * the same learning rate and augmentation for each, three seeds.
 *
 * Command: npm run build && npx tsx recipes/pneumoniamnist-compare.ts [BUDGET]
 * Time:    about 42 minutes on one thread of a busy AMD EPYC (Zen 4), 31 of them training steps, 24 of those the ViT's.
 * Score:   run as `fovea compare` with these options, on half of the official test images (n = 312), AUROC of seeds and cases together:
 *          small_cnn 0.987 (0.976-0.998), resnet20_cifar 0.986 (0.976-0.997), lenet5 0.965 (0.943-0.987), cct_2_3x2_32 0.976 (0.963-0.990),
 *          vit_tiny_patch4_32 0.947 (0.926-0.969). Baseline 0.5. Verdict: cannot tell which is best; lenet5 and the ViT are worse than small_cnn.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareTrainings } from '../src/cli/compare-trainings.ts';
import { PNEUMONIA, PNEUMONIA_MAE_RUN } from './small-images.ts';

const VIT = 'vit_tiny_patch4_32';
const models = ['small_cnn', 'resnet20_cifar', 'lenet5', 'cct_2_3x2_32', VIT, VIT];
if (!existsSync(join(PNEUMONIA_MAE_RUN, 'metrics.json'))) throw new Error('run recipes/mae-pneumoniamnist.ts first');

const folder = mkdtempSync(join(tmpdir(), 'fovea-recipe-'));
const config = join(folder, 'train.json');
writeFileSync(config, JSON.stringify({ ...PNEUMONIA, lr: 1e-3, weightDecay: 0.05, ema: 0.98 }));
try {
  await compareTrainings({
    data: resolve(import.meta.dirname, '../../shared/data/pneumoniamnist_28.npz'),
    models: models.join(','),
    init: [...models.slice(1).map(() => 'scratch'), PNEUMONIA_MAE_RUN].join(','),
    ...{ budget: process.argv[2] ?? '12epochs', seeds: '3', replicates: '2000', config },
    out: 'studies/pneumoniamnist',
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
