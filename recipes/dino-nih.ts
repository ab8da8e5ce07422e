/**
 * Self-distillation of a ResNet-18 at 96 px on 1,159 unlabelled NIH chest X-rays, for as long as recipes/mae-nih.ts takes.
 *
 * Command: npx tsx recipes/dino-nih.ts [SEED]
 * Time:    240 s of training steps on one thread: 2 epochs in f32 on an Intel Xeon (Emerald Rapids), 5 in bf16 on a busy AMD EPYC (Zen 4).
 * Score:   seed 0 on the Xeon: own view found among 287 in 0.042 (0.024 to 0.072), by chance 0.003; on the EPYC 0.059 (0.037 to 0.093).
 *          Cross-entropy 6.929 and 6.914, an even guess 6.931. In so short a time it has hardly begun to learn.
 */
import { INPUT, UNLABELLED } from './nih-unlabelled.ts';
import { runPretraining } from './run-pretraining.ts';

const seed = Number(process.argv[2] ?? 0);
await runPretraining(`runs/recipes/dino-nih-${seed}`, UNLABELLED, {
  ...INPUT,
  ...{ method: 'dino', model: 'resnet18', maxSeconds: 240, batchSize: 32, lr: 5e-4, seed },
  dino: { outDim: 1024, hiddenDim: 512, localCrops: 4 },
});
