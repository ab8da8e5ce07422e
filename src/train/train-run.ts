import type { Tensor } from '../torch/index.ts';
import { averageEpochs } from './average.ts';
import type { TrainConfig } from './config.ts';
import { type CachedData, openRunData } from './data.ts';
import { createLearner } from './learner.ts';
import { normalisationOf, normalise, toUnit } from './preprocess.ts';
import { openRun } from './run.ts';
import { runSession, type TrainRunOptions } from './session.ts';
import { taskOf } from './task.ts';

/** Trains the run in a folder made by `beginRun`, from the beginning or from its last checkpoint, to the end. */
export async function trainRun(dir: string, options: TrainRunOptions): Promise<void> {
  const run = openRun(dir);
  const { train: config, data: record } = run.config;
  const task = taskOf(config);
  await runSession(dir, options, {
    config,
    // All splits at once, so that a broken test image is known now and not after the training.
    openData: (onProgress) =>
      task.openData(openRunData(run).samples, {
        ...{ config, skipBad: record.skipBad, dir: options.cacheDir, onProgress },
        classes: record.classes.length,
      }),
    createLearner: ({ data, steps, onWeights }) =>
      createLearner(run.config, {
        classCounts: countClasses(data, record.classes.length),
        totalSteps: steps,
        sampleImages: () => sampleImages(data, config),
        onWeights,
      }),
    model: config.model,
    average: (learner, data, progress) =>
      averageEpochs({ dir, learner, data, progress, classes: record.classes.length }),
    finish: (data, progress) => task.finish(run, data, progress),
  });
}

export function countClasses(data: CachedData, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of data.indices('train')) counts[data.labels[index]!]!++;
  return counts;
}

/** The first training images, enough for statistics of their patches. */
export function sampleImages(data: CachedData, config: TrainConfig): Tensor {
  const { cache } = data;
  const indices = data.indices('train').slice(0, 5000);
  const images = new Uint8Array(indices.length * cache.channels * cache.size ** 2);
  cache.read(indices, images);
  const labels = new Int32Array(indices.length);
  return normalise(toUnit({ images, labels }, cache.size, cache.channels, 'cpu'), normalisationOf(config));
}
