/**
 * A masked autoencoder of the ViT of recipes/pneumoniamnist-compare.ts on the 4,708 training images of PneumoniaMNIST, labels unused.
 *
 * Command: npx tsx recipes/mae-pneumoniamnist.ts
 * Time:    180 s of training steps on one thread: 6 epochs in f32 on an Intel Xeon (Emerald Rapids).
 * Score:   seed 0: reconstruction error of hidden patches 0.782 (0.775 to 0.788), 524 validation images; predicting the mean patch: 0.937. In 300 s in bf16
 *          on a busy AMD EPYC (Zen 4), 14 epochs: 0.697 (0.687 to 0.707).
 */

import { runPretraining } from './run-pretraining.ts';
import { PNEUMONIA, PNEUMONIA_MAE_RUN } from './small-images.ts';

const { imageSize, inChannels, normalisation } = PNEUMONIA;
await runPretraining(PNEUMONIA_MAE_RUN, ['../shared/data/pneumoniamnist_28.npz'], {
  ...{ method: 'mae', model: 'vit_tiny_patch4_32', imageSize, inChannels, normalisation },
  ...{ maxSeconds: 180, batchSize: 128, lr: 1e-3, seed: 0 },
  mae: { maskRatio: 0.75, decoderWidth: 128, decoderDepth: 2, decoderHeads: 4 },
});
