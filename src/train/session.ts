import { existsSync } from 'node:fs';
import { openTensorboard, writeSafetensors } from '../formats/index.ts';
import type { AnyModule } from '../nn/index.ts';
import { engineInfo, type HostArray, manualSeed, scope, setThreads } from '../torch/index.ts';
import { type Averaged, dropEpochs, epochFile } from './average.ts';
import { budgetOf } from './budget.ts';
import {
  BEGINNING,
  type Checkpoint,
  type Progress,
  readCheckpoint,
  type Sections,
  weightsHash,
  writeCheckpoint,
} from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import type { CachedData } from './data.ts';
import { type Event, EventLog } from './events.ts';
import { type LoopConfig, stepsPerEpoch, type Trainee, trainLoop } from './loop.ts';
import type { Precision } from './precision.ts';
import type { Normalisation } from './preprocess.ts';
import { runPaths } from './run.ts';
import type { Validation } from './validate.ts';

export interface TrainRunOptions {
  readonly resume: boolean;
  readonly cacheDir?: string | undefined;
  readonly tell: (event: Event) => void;
  readonly shouldStop: () => boolean;
}

/** What is trained, with all that its files need. */
export interface SessionLearner extends Trainee, Disposable {
  /** All that learns; its weights at the end are the run's fingerprint. */
  readonly model: AnyModule;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** The weights to begin other runs from. */
  exportState(): [string, HostArray][];
  /** All tensors that a checkpoint must hold. */
  sections(): Sections;
  restore(checkpoint: Checkpoint): void;
}

/** What differs between kinds of runs, once their folder is open. */
export interface Session<L extends SessionLearner = SessionLearner> {
  readonly config: LoopConfig & Pick<TrainConfig, 'threads' | 'epochs' | 'maxSeconds'>;
  /** The data of the run as its record says, decoded. */
  openData(onProgress: (done: number, total: number) => void): Promise<CachedData>;
  /** Called after the engine was seeded. */
  createLearner(options: {
    readonly data: CachedData;
    /** Of the schedule. */
    readonly steps: number;
    /** Told what became of the weights to begin from; null where a checkpoint will take their place. */
    readonly onWeights: ((event: Event) => void) | null;
  }): L;
  /** Name of the model in the zoo, which the best weights are of. */
  readonly model: string;
  /** Told what the best weights measured, when they are written. */
  readonly onBest?: (validation: Validation, progress: Progress, data: CachedData) => void;
  /** The mean of the weights of several epochs, where the configuration asks for it. */
  average?(learner: L, data: CachedData, progress: Progress): Promise<Averaged | null>;
  /** After the last step. */
  finish(data: CachedData, progress: Progress): Promise<void>;
}

/** Trains a run's folder from the beginning or from its last checkpoint to the end: opens and closes all of its files. */
export async function runSession<L extends SessionLearner>(
  dir: string,
  options: TrainRunOptions,
  session: Session<L>,
): Promise<void> {
  const paths = runPaths(dir);
  const { config } = session;
  if (config.threads !== null) setThreads(config.threads);

  const checkpoint = options.resume && existsSync(paths.last) ? readCheckpoint(paths.last) : null;
  const from = checkpoint?.progress ?? BEGINNING;
  using curves = openTensorboard(dir);
  curves.truncate(from.tensorboardBytes);
  const log = new EventLog(paths.events, { curves, tell: options.tell });
  log.truncate(from.eventBytes);

  using data = await session.openData((done, total) => log.emit({ event: 'prepare', done, total }));
  for (const { reason } of data.cache.skipped) log.emit({ event: 'warning', message: `left out: ${reason}` });
  manualSeed(config.seed); // initial weights and dropout draw from it
  const budget = budgetOf(config, stepsPerEpoch(data.indices('train').length, config));
  const steps = budget.scheduleSteps;
  using learner = session.createLearner({
    data,
    steps,
    onWeights: checkpoint === null ? (event) => log.emit(event) : null,
  });
  if (checkpoint === null) {
    log.emit(startEvent(learner, data, { steps, epochs: config.epochs }));
  } else {
    learner.restore(checkpoint);
    log.emit({ event: 'resume', epoch: from.epoch, step: from.step, steps });
  }

  const writeWeights = (path: string, state: readonly [string, HostArray][]) => {
    // The weights carry how their images are normalised, for whoever begins from them.
    const normalisation = JSON.stringify(learner.normalisation);
    writeSafetensors(path, state, { fovea: 'model', model: session.model, normalisation });
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
    keepBest: (validation, now) => {
      writeWeights(paths.best, learner.exportState());
      session.onBest?.(validation, now, data);
    },
    keepEpoch: (epoch) => writeWeights(epochFile(dir, epoch), learner.exportState()),
  });
  if (!finished) return;

  const averaged = (await session.average?.(learner, data, progress)) ?? null;
  if (averaged !== null) {
    const { epochs, score, state } = averaged;
    log.emit({ event: 'averaged', epochs, score, best: progress.best!.score, taken: state !== null });
    if (state !== null) {
      writeWeights(paths.best, state);
      progress.best = { ...progress.best!, averaged: epochs };
    }
  }
  await session.finish(data, progress);
  const weights = weightsHash(learner.model.stateDict());
  const { epoch, step, best, seconds } = progress;
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  log.emit({ event: 'done', epoch, step, bestEpoch: best!.epoch, weights, seconds, peakMemory });
}

function startEvent(
  { precision, model }: SessionLearner,
  data: CachedData,
  { steps, epochs }: { steps: number; epochs: number },
): Event {
  return {
    event: 'start',
    epochs,
    steps,
    precision: precision.name,
    device: precision.device,
    parameters: model.parameterCount(),
    images: data.indices('train').length,
    libtorch: engineInfo().version,
  };
}
