import { readFileSync } from 'node:fs';
import { writeFileAtomic } from '../../formats/index.ts';
import { cacheImages } from '../data.ts';
import { runSession, type TrainRunOptions } from '../session.ts';
import { createPretrainLearner } from './learner.ts';
import { openPretrainData, openPretrainRun, pretrainPaths } from './run.ts';

/** Pre-trains the run in a folder made by `beginPretrainRun`, from the beginning or from its last checkpoint, to the end. */
export async function pretrainRun(dir: string, options: TrainRunOptions): Promise<void> {
  const run = openPretrainRun(dir);
  const { train: config, data: record } = run.config;
  const { metrics } = pretrainPaths(dir);
  await runSession(dir, options, {
    config: { ...config, sampler: 'shuffle', average: null },
    openData: (onProgress) => {
      const request = { config, skipBad: record.skipBad, dir: options.cacheDir, onProgress };
      return cacheImages(openPretrainData(run).samples, request);
    },
    createLearner: (options) => createPretrainLearner(run, options),
    model: config.model,
    onBest: ({ heldOut }, { best }) => {
      const { method, model } = config;
      const found = { method, model, bestEpoch: best!.epoch, images: record.images, heldOut };
      writeFileAtomic(metrics, `${JSON.stringify(found, null, 2)}\n`);
    },
    finish: async (_, { seconds }) => {
      const found = JSON.parse(readFileSync(metrics, 'utf8'));
      writeFileAtomic(metrics, `${JSON.stringify({ ...found, seconds }, null, 2)}\n`);
    },
  });
}
