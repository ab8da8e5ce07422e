import { setImmediate } from 'node:timers/promises';
import { type Batch, balancedOrder, batchCount, batches, drawKeys, epochOrder, positiveOrder } from '../data/index.ts';
import { keptEpochs } from './average.ts';
import type { TrainBudget } from './budget.ts';
import type { Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import type { CachedData } from './data.ts';
import type { EventLog } from './events.ts';
import type { Validation } from './validate.ts';

/** What of a configuration decides which images come when, and what is kept. */
export type LoopConfig = Pick<
  TrainConfig,
  'batchSize' | 'accumulate' | 'sampler' | 'seed' | 'checkpointEvery' | 'average'
>;

/** Where a batch stands. */
export interface BatchPlace {
  readonly epoch: number;
  /** Of the augmentation of each image. */
  readonly keys: readonly number[];
  /** Batches that share the step. */
  readonly groupSize: number;
}

/** What the loop trains. */
export interface Trainee {
  readonly config: LoopConfig;
  beginEpoch(epoch: number): void;
  /** Share of the draws of an epoch that have a region; null, or left out, where each image is drawn once. */
  positiveRate?(epoch: number): number | null;
  /** Forward and backward of one batch; gradients add up in the parameters. Returns the loss. */
  accumulate(data: CachedData, batch: Batch<Int32Array>, place: BatchPlace): number;
  /** One optimiser step from the gradients that have added up, which it clears; returns the learning rate. */
  update(step: number): number;
  validate(data: CachedData): Promise<Validation>;
  /** Runs `body` with the moving average in place of the weights, where there is one. */
  withAveragedWeights<T>(body: () => Promise<T>): Promise<T>;
}

export interface LoopOptions {
  readonly learner: Trainee;
  readonly data: CachedData;
  readonly log: EventLog;
  readonly budget: TrainBudget;
  /** Where to begin: zeros, or the progress of a checkpoint. */
  readonly from: Progress;
  /** Writes a checkpoint of the learner at this progress. */
  readonly save: (progress: Progress) => void;
  /** Keeps the learner's weights as the best so far, which measured so. */
  readonly keepBest: (validation: Validation, progress: Progress) => void;
  /** Keeps the learner's weights as those of an epoch, to be averaged. */
  readonly keepEpoch: (epoch: number) => void;
  /** Asked after every step: true saves and returns. */
  readonly shouldStop: () => boolean;
}

/** One turn of the event loop: cached batches arrive without any, and a Ctrl-C would wait for the end of the epoch. */
const turn = () => setImmediate();

/** Trains to the end, or until told to stop. Every step is a function of the one before, the seed and the data. */
export async function trainLoop(options: LoopOptions): Promise<{ progress: Progress; finished: boolean }> {
  const { learner, data, log, budget, shouldStop } = options;
  const { config } = learner;
  const now = { ...options.from };
  let savedAt = now.step;
  const save = () => {
    now.eventBytes = log.bytes;
    options.save(now);
    savedAt = now.step;
  };
  const stop = () => {
    if (savedAt !== now.step) save();
    log.emit({ event: 'stopped', epoch: now.epoch, step: now.step });
    return { progress: now, finished: false };
  };

  // An epoch that the end of the time cut short is still to be validated, also after an interruption.
  while (!budget.isSpent(now) || now.batch > 0) {
    learner.beginEpoch(now.epoch);
    let started = performance.now();
    for await (const { number, images, loss, complete } of budget.isSpent(now)
      ? []
      : trainBatches(learner, data, now)) {
      if (!Number.isFinite(loss)) throw notFinite(loss, now);
      now.lossSum += loss;
      // Checkpoints and stops fall between steps only, so half-summed gradients never need saving.
      if (!complete) continue;
      const lr = learner.update(budget.scheduleStep(now));
      now.step++;
      now.batch = number + 1;
      const seconds = (performance.now() - started) / 1000;
      now.seconds += seconds;
      const imagesPerSecond = Number((images / seconds).toPrecision(3));
      started = performance.now();
      log.emit({ event: 'step', epoch: now.epoch, step: now.step, loss, lr, imagesPerSecond });
      await turn();
      if (shouldStop()) return stop();
      if (now.step - savedAt >= config.checkpointEvery) save();
      if (budget.isSpent(now)) break;
    }

    const validation = await learner.withAveragedWeights(() => learner.validate(data));
    const best = now.best === null || validation.score > now.best.score;
    if (best) {
      now.best = { epoch: now.epoch, score: validation.score };
      await learner.withAveragedWeights(async () => options.keepBest(validation, now));
    }
    if (config.average !== null) {
      now.kept = keptEpochs(config.average, [...(now.kept ?? []), { epoch: now.epoch, score: validation.score }]);
      if (now.kept.some((k) => k.epoch === now.epoch))
        await learner.withAveragedWeights(async () => options.keepEpoch(now.epoch));
    }
    const trainLoss = now.lossSum / now.batch;
    const { loss: valLoss, score: _, ...measured } = validation;
    log.emit({ event: 'epoch', epoch: now.epoch, step: now.step, trainLoss, valLoss, ...measured, best });
    Object.assign(now, { epoch: now.epoch + 1, batch: 0, lossSum: 0 });
    save();
    if (shouldStop() && !budget.isSpent(now)) return stop();
  }
  return { progress: now, finished: true };
}

function notFinite(loss: number, { epoch, step }: Progress): Error {
  const where = `epoch ${epoch + 1}, step ${step + 1}`;
  return new Error(`the loss is ${loss} in ${where}: use a lower --lr or --precision f32; the last checkpoint is kept`);
}

/** A last batch of one image is left out: it has no variance for batch normalisation. */
const sizes = (count: number, { batchSize }: LoopConfig) => ({
  batchSize,
  dropLast: count % batchSize === 1 && count > batchSize,
});

/** The images of an epoch in their order, and of each draw the key of its augmentation; of the seed and the epoch alone. */
function drawEpoch(data: CachedData, learner: Trainee, epoch: number) {
  const { sampler, seed } = learner.config;
  const indices = data.indices('train');
  const rate = learner.positiveRate?.(epoch) ?? null;
  if (sampler === 'shuffle' && rate === null) {
    const order = epochOrder(indices, seed, epoch);
    return { order, keys: order };
  }
  const order =
    rate === null
      ? balancedOrder(indices, data.labels, { seed, epoch })
      : positiveOrder(indices, data.labels, { seed, epoch, rate });
  return { order, keys: drawKeys(order, data.cache.count) };
}

function epochBatches(data: CachedData, config: LoopConfig, order: readonly number[]) {
  const { seed } = config;
  const ordered = { indices: order, shuffle: false, seed, epoch: 0 };
  return { source: data.cache, labels: data.labels, ...ordered, ...sizes(order.length, config) };
}

/** Optimiser steps of one epoch. */
export function stepsPerEpoch(images: number, config: LoopConfig): number {
  return Math.ceil(batchCount({ count: images, ...sizes(images, config) }) / config.accumulate);
}

/** The batches that make one step together: fewer at the end of an epoch, and the gradient is the mean of those. */
function groupOf(batch: number, images: number, config: LoopConfig): { size: number; complete: boolean } {
  const total = batchCount({ count: images, ...sizes(images, config) });
  const start = batch - (batch % config.accumulate);
  const size = Math.min(config.accumulate, total - start);
  return { size, complete: batch + 1 - start === size };
}

/** One batch whose gradients were added up. */
interface TrainedBatch {
  /** Place in the epoch. */
  readonly number: number;
  readonly images: number;
  readonly loss: number;
  /** Whether the gradients are those of a whole step now. */
  readonly complete: boolean;
}

/** Forward and backward of the batches of an epoch from `batch` on; gradients add up in the parameters, for the caller to use. */
export async function* trainBatches(
  learner: Trainee,
  data: CachedData,
  { epoch, batch: startBatch }: Pick<Progress, 'epoch' | 'batch'>,
): AsyncGenerator<TrainedBatch> {
  const { config } = learner;
  const { order, keys } = drawEpoch(data, learner, epoch);
  for await (const batch of batches({ ...epochBatches(data, config, order), startBatch })) {
    const { size, complete } = groupOf(batch.number, order.length, config);
    const first = batch.number * config.batchSize;
    const own = keys.slice(first, first + batch.labels.length);
    const loss = learner.accumulate(data, batch, { epoch, keys: own, groupSize: size });
    yield { number: batch.number, images: batch.labels.length, loss, complete };
  }
}
