/**
 * A masked autoencoder of a ResNet-18 at 96 px on 1,159 unlabelled NIH chest X-rays, for as long as recipes/mae-nih.ts takes.
 *
 * Command: npx tsx recipes/mae-resnet18-nih.ts [SEED]
 * Time:    290 s of training steps on one thread: 14 epochs in f32 on an Intel Xeon (Emerald Rapids).
 * Score:   seed 0: reconstruction error of hidden patches 0.482 (0.452 to 0.511), 287 images; predicting the mean patch: 0.996; the ViT of
 *          recipes/mae-nih.ts: 0.601. The pictures show lungs, heart and diaphragm, blurred, with the seams of the patches.
 */
import { INPUT, UNLABELLED } from './nih-unlabelled.ts';
import { runPretraining } from './run-pretraining.ts';

const seed = Number(process.argv[2] ?? 0);
await runPretraining(`runs/recipes/mae-resnet18-nih-${seed}`, UNLABELLED, {
  ...INPUT,
  ...{ method: 'mae', model: 'resnet18', maxSeconds: 290, batchSize: 64, lr: 1e-3, seed },
});
