/**
 * A masked autoencoder of ViT-Ti/16 at 96 px on 1,159 unlabelled NIH chest X-rays; 287 of other patients are measured on.
 *
 * Command: npx tsx recipes/mae-nih.ts [SEED] [EPOCHS]
 * Time:    5 minutes on one thread: 289 s of training steps on an Intel Xeon (Emerald Rapids) in f32, 307 s on a busy AMD EPYC (Zen 4) in bf16.
 * Memory:  0.7 GB at its peak.
 * Score:   seed 0, best epoch 35: reconstruction error of hidden patches 0.601 (0.571 to 0.630), 287 images;
 *          predicting the mean patch: 0.996. The pictures show lungs, heart and diaphragm where they belong, blurred: at 36 patches an
 *          image, ribs are beyond what nine of them tell.
 */
import { INPUT, UNLABELLED } from './nih-unlabelled.ts';
import { runPretraining } from './run-pretraining.ts';

const [seed, epochs] = [Number(process.argv[2] ?? 0), Number(process.argv[3] ?? 40)];
await runPretraining(`runs/recipes/mae-nih-${seed}${epochs === 40 ? '' : `-${epochs}`}`, UNLABELLED, {
  ...INPUT,
  ...{ method: 'mae', model: 'vit_tiny_patch16_224', epochs, batchSize: 64, lr: 1e-3, seed },
  mae: { maskRatio: 0.75, decoderWidth: 128, decoderDepth: 2, decoderHeads: 4 },
});
