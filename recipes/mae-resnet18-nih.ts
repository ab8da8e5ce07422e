/**
 * A masked autoencoder of a ResNet-18 at 96 px on 1,159 unlabelled NIH chest X-rays, for as long as recipes/mae-nih.ts takes.
 *
 * Command: npx tsx recipes/mae-resnet18-nih.ts [SEED]
 */
import { INPUT, UNLABELLED } from './nih-unlabelled.ts';
import { runPretraining } from './run-pretraining.ts';

const seed = Number(process.argv[2] ?? 0);
await runPretraining(`runs/recipes/mae-resnet18-nih-${seed}`, UNLABELLED, {
  ...INPUT,
  ...{ method: 'mae', model: 'resnet18', maxSeconds: 290, batchSize: 64, lr: 1e-3, seed },
});
