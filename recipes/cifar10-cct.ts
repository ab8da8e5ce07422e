/**
 * CIFAR-10 (JPEG) with a Compact Convolutional Transformer from scratch (Hassani et al. 2021): AdamW, RandAugment, mixup or cutmix.
 *
 * Command: npx tsx recipes/cifar10-cct.ts [SEED]
 * Asked:   80 % in a stated budget.
 * Time:    2,507 s of steps for 30 epochs on one thread of a busy AMD EPYC (Zen 4), bf16: that is the budget.
 * Score:   seed 0: 81.6 % of 5,000 test images (95 % interval 80.5 to 82.6; baseline 10.7 %), AUROC 0.981.
 */
import { runRecipe } from './run.ts';
import { CIFAR } from './small-images.ts';

await runRecipe({
  name: 'cifar10-cct',
  data: '../shared/data/cifar10',
  train: {
    ...CIFAR,
    model: 'cct_2_3x2_32',
    epochs: 30,
    batchSize: 128,
    lr: 1.5e-3,
    weightDecay: 0.05,
    schedule: 'onecycle',
    warmup: 0.2,
    labelSmoothing: 0.1,
    ema: 0.998,
    testTime: 'flip',
    augment: { ...CIFAR.augment, randAugment: { ops: 1, magnitude: 4 } },
  },
});
