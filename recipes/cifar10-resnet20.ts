/**
 * CIFAR-10 (JPEG): the plain lesson. ResNet-20 as its paper trains it, but in few epochs by one cycle of the learning rate.
 *
 * Command: npx tsx recipes/cifar10-resnet20.ts [SEED]
 * Asked:   75 % within 10 minutes on two cores (one thread of a busy EPYC does 420 images/s in bf16, 200 in f32).
 * Score:   not yet measured to the end.
 */
import { runRecipe } from './run.ts';
import { CIFAR } from './small-images.ts';

await runRecipe({
  name: 'cifar10-resnet20',
  data: '../shared/data/cifar10',
  train: {
    ...CIFAR,
    model: 'resnet20_cifar',
    epochs: 5,
    batchSize: 128,
    optimizer: 'sgd',
    lr: 0.2,
    weightDecay: 5e-4,
    schedule: 'onecycle',
    warmup: 0.3,
    clipNorm: null,
  },
});
