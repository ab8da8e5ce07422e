import { existsSync } from 'node:fs';
import { openTensorboard, writeSafetensors } from '../formats/index.ts';
import { engineInfo, type HostArray, manualSeed, scope, setThreads, type Tensor } from '../torch/index.ts';
import { averageEpochs, dropEpochs, epochFile } from './average.ts';
import { budgetOf } from './budget.ts';
import { type Progress, readCheckpoint, weightsHash, writeCheckpoint } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { type CachedData, openRunData } from './data.ts';
import { type Event, EventLog } from './events.ts';
import { createLearner, type Learner } from './learner.ts';
import { stepsPerEpoch, trainLoop } from './loop.ts';
import { normalisationOf, normalise, toUnit } from './preprocess.ts';
import { openRun, runPaths } from './run.ts';
import { taskOf } from './task.ts';

export interface TrainRunOptions {
  readonly resume: boolean;
  readonly cacheDir?: string | undefined;
  readonly tell: (event: Event) => void;
  readonly shouldStop: () => boolean;
}

const BEGINNING: Progress = {
  epoch: 0,
  batch: 0,
  step: 0,
  lossSum: 0,
  best: null,
  eventBytes: 0,
  tensorboardBytes: 0,
  seconds: 0,
};

/** Trains the run in a folder made by `beginRun`, from the beginning or from its last checkpoint, to the end. */
export async function trainRun(dir: string, options: TrainRunOptions): Promise<void> {
  const run = openRun(dir);
  const paths = runPaths(dir);
  const { train: config, data: record } = run.config;
  if (config.threads !== null) setThreads(config.threads);

  const checkpoint = options.resume && existsSync(paths.last) ? readCheckpoint(paths.last) : null;
  const from = checkpoint?.progress ?? BEGINNING;
  using curves = openTensorboard(dir);
  curves.truncate(from.tensorboardBytes);
  const log = new EventLog(paths.events, { curves, tell: options.tell });
  log.truncate(from.eventBytes);

  const dataset = openRunData(run);
  // All splits at once, so that a broken test image is known now and not after the training.
  const task = taskOf(config);
  using data = await task.openData(dataset.samples, {
    config,
    classes: record.classes.length,
    skipBad: record.skipBad,
    dir: options.cacheDir,
    onProgress: (done, total) => log.emit({ event: 'prepare', done, total }),
  });
  for (const { reason } of data.cache.skipped) log.emit({ event: 'warning', message: `left out: ${reason}` });
  manualSeed(config.seed); // initial weights and dropout draw from it
  const budget = budgetOf(config, stepsPerEpoch(data.indices('train').length, config));
  const steps = budget.scheduleSteps;
  using learner = createLearner(run.config, {
    classCounts: countClasses(data, record.classes.length),
    totalSteps: steps,
    sampleImages: () => sampleImages(data, config),
    onWeights: checkpoint === null ? (event) => log.emit(event) : null,
  });
  if (checkpoint === null) {
    log.emit(startEvent(learner, data, steps));
  } else {
    learner.restore(checkpoint);
    log.emit({ event: 'resume', epoch: from.epoch, step: from.step, steps });
  }

  const writeWeights = (path: string, state: Iterable<[string, HostArray]>) => {
    // The weights carry how their images are normalised, for whoever begins from them.
    const normalisation = JSON.stringify(learner.normalisation);
    writeSafetensors(path, [...state], { fovea: 'model', model: config.model, normalisation });
  };
  const { progress, finished } = await trainLoop({
    learner,
    data,
    log,
    budget,
    from,
    shouldStop: options.shouldStop,
    save: (progress) => {
      // In a scope: counters and generator states become tensors only to be written.
      scope(() => writeCheckpoint(paths.last, learner.sections(), { ...progress, tensorboardBytes: curves.bytes }));
      dropEpochs(dir, progress.kept ?? []);
      log.emit({ event: 'saved', epoch: progress.epoch, step: progress.step });
    },
    keepBest: () => writeWeights(paths.best, learner.exportState()),
    keepEpoch: (epoch) => writeWeights(epochFile(dir, epoch), learner.exportState()),
  });
  if (!finished) return;

  const averaged = await averageEpochs({ dir, learner, data, progress, classes: record.classes.length });
  if (averaged !== null) {
    log.emit({
      event: 'averaged',
      epochs: averaged.epochs,
      score: averaged.score,
      best: progress.best!.score,
      taken: averaged.state !== null,
    });
    if (averaged.state !== null) {
      writeWeights(paths.best, averaged.state);
      progress.best = { ...progress.best!, averaged: averaged.epochs };
    }
  }
  await task.finish(run, data, progress);
  const weights = weightsHash(learner.model.stateDict());
  const { epoch, step, best, seconds } = progress;
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  log.emit({ event: 'done', epoch, step, bestEpoch: best!.epoch, weights, seconds, peakMemory });
}

export function countClasses(data: CachedData, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of data.indices('train')) counts[data.labels[index]!]!++;
  return counts;
}

function startEvent(learner: Learner, data: CachedData, steps: number): Event {
  const { config, precision, model } = learner;
  return {
    event: 'start',
    epochs: config.epochs,
    steps,
    precision: precision.name,
    device: precision.device,
    parameters: model.parameterCount(),
    images: data.indices('train').length,
    libtorch: engineInfo().version,
  };
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
