/**
 * Is a masked autoencoder worth its time? ViT-Ti/16 at 96 px, any finding against none on 1,137 NIH chest X-rays: from scratch, and from the
 * run of recipes/mae-nih.ts, whose own time counts against the budget. Three seeds.
 *
 * Command: npx tsx recipes/mae-nih.ts && npx tsx recipes/mae-compare.ts [BUDGET] [RUN]
 * Time:    at most six times the budget (15m unless given) of training steps, less three times what the run took, on one thread.
 * Score:   not measured to its end yet: `fovea compare` states the verdict, and studies/<run>/comparison.json keeps it.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { compareTrainings } from '../src/cli/compare-trainings.ts';
import { DATA, IMAGE_SIZE, IN_CHANNELS, MODEL, PRETRAINED } from './mae-common.ts';
import { FINE_TUNE } from './nih-common.ts';

const [budget = '15m', run = PRETRAINED] = process.argv.slice(2);
if (!existsSync(join(run, 'metrics.json'))) throw new Error(`${run}: run recipes/mae-nih.ts first`);
const folder = mkdtempSync(join(tmpdir(), 'fovea-recipe-'));
const config = join(folder, 'train.json');
const { augment, classWeights, threads } = FINE_TUNE;
const options = { augment, classWeights, threads, inChannels: IN_CHANNELS };
writeFileSync(config, JSON.stringify({ ...options, batchSize: 32, lr: 5e-4, weightDecay: 0.05, dropPathRate: 0.1 }));
try {
  await compareTrainings({
    data: resolve(import.meta.dirname, '..', DATA),
    label: 'no_finding',
    ...{ models: `${MODEL},${MODEL}`, init: `scratch,${run}`, 'count-init': true },
    ...{ budget, seeds: '3', replicates: '2000', 'image-size': String(IMAGE_SIZE), config },
    out: `studies/${basename(run)}`,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
