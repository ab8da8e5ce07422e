/**
 * A masked autoencoder of ViT-Ti/16 at 96 px on the unlabelled union of two collections of NIH chest X-rays, without the patients of either
 * test split: 1,159 images to learn from, 287 of other patients to measure on.
 *
 * Command: npx tsx recipes/mae-nih.ts [SEED] [EPOCHS]
 * Time:    307 s of training steps for the 40 epochs on one thread of an AMD EPYC (Zen 4), bf16, busy at first: 30 to 270 images/s.
 * Memory:  0.7 GB at its peak.
 * Score:   seed 0, best epoch 35: reconstruction error of hidden patches 0.601 (0.571 to 0.630), 287 images;
 *          predicting the mean patch: 0.996. The pictures show lungs, heart and diaphragm where they belong, blurred: at 36 patches an
 *          image, ribs are beyond what nine of them tell.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openProgress } from '../src/cli/progress.ts';
import { version } from '../src/cli/version.ts';
import { spawnTraining } from '../src/train/index.ts';
import { beginPretrainRun, parsePretrainConfig } from '../src/train/pretrain/index.ts';
import { DATA, IMAGE_SIZE, IN_CHANNELS, MODEL } from './mae-common.ts';

const [seed, epochs] = [Number(process.argv[2] ?? 0), Number(process.argv[3] ?? 40)];
const data = [DATA, '../shared/data/nih_cxr64'].map((path) => resolve(import.meta.dirname, '..', path));
const dir = join('runs', 'recipes', `mae-nih-${seed}${epochs === 40 ? '' : `-${epochs}`}`);
const resume = existsSync(join(dir, 'config.json'));
if (!resume) {
  const config = parsePretrainConfig({
    ...{ method: 'mae', model: MODEL, imageSize: IMAGE_SIZE, inChannels: IN_CHANNELS },
    ...{ epochs, batchSize: 64, lr: 1e-3, threads: 1, seed },
    mae: { maskRatio: 0.75, decoderWidth: 128, decoderDepth: 2, decoderHeads: 4 },
  });
  for (const warning of beginPretrainRun({ dir, data, config, version }).warnings) console.error(`note: ${warning}`);
}
const progress = openProgress(false);
await spawnTraining(dir, { pretrain: true, resume, onEvent: progress.show });
progress.end();
