import { applySplit, type Dataset, type SplitRecord } from '../data/index.ts';
import { manualSeed, setThreads } from '../torch/index.ts';
import type { RunConfig } from './config.ts';
import { createLearner } from './learner.ts';
import { trainBatches } from './loop.ts';
import { taskOf } from './task.ts';
import { countClasses, sampleImages } from './train-run.ts';

export interface LrPoint {
  readonly lr: number;
  /** Of this step's batch. */
  readonly loss: number;
  /** Running mean of the losses so far, corrected for its start. */
  readonly smoothed: number;
}

export interface LrFinding {
  readonly points: readonly LrPoint[];
  /** Where the loss falls fastest: a safe peak for most schedules. */
  readonly steepest: number | null;
  /** Where the loss is lowest; above it training comes apart. */
  readonly lowest: number | null;
}

export interface FindLrOptions {
  readonly steps?: number | undefined;
  readonly cacheDir?: string | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const LOW = 1e-6;
const HIGH = { sgd: 10, adam: 1, adamw: 1 } as const;
/** Share of the running mean that a step keeps; the test ends when it is this many times the best. */
const SMOOTHING = 0.9;
const DIVERGED = 4;

/**
 * Smith's range test (Cyclical Learning Rates, WACV 2017): trains with a learning rate that grows by the same factor in each step, until
 * the loss comes apart. The learner is made for it and thrown away.
 */
export async function findLearningRate(
  run: RunConfig,
  { dataset, split }: { dataset: Dataset; split: SplitRecord },
  options: FindLrOptions = {},
): Promise<LrFinding> {
  const { steps = 100, cacheDir, onProgress } = options;
  const { train: config, data: record } = run;
  if (config.threads !== null) setThreads(config.threads);
  const { samples } = applySplit(dataset, split);
  const request = { config, skipBad: record.skipBad, dir: cacheDir, classes: record.classes.length };
  using data = await taskOf(config).openData(samples, request);
  manualSeed(config.seed);
  using learner = createLearner(run, {
    classCounts: countClasses(data, record.classes.length),
    totalSteps: steps,
    sampleImages: () => sampleImages(data, config),
    onWeights: () => {},
  });
  const points: LrPoint[] = [];
  const growth = (HIGH[config.optimizer] / LOW) ** (1 / (steps - 1));
  let mean = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let epoch = 0; points.length < steps; epoch++) {
    learner.beginEpoch();
    for await (const { loss, complete } of trainBatches(learner, data, { epoch, batch: 0 })) {
      if (!complete) continue;
      const step = points.length;
      const lr = LOW * growth ** step;
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      const smoothed = mean / (1 - SMOOTHING ** (step + 1));
      points.push({ lr, loss, smoothed });
      onProgress?.(points.length, steps);
      best = Math.min(best, smoothed);
      if (!Number.isFinite(loss) || smoothed > DIVERGED * best) return { points, ...suggest(points) };
      if (points.length === steps) break;
      learner.update(step, lr);
    }
  }
  return { points, ...suggest(points) };
}

/** Steepest fall of the smoothed loss over log(lr), and its lowest place; null where it never falls. */
export function suggest(points: readonly LrPoint[]): Pick<LrFinding, 'steepest' | 'lowest'> {
  const finite = points.filter((p) => Number.isFinite(p.smoothed));
  const lowest = finite.reduce((a, p, i) => (p.smoothed < finite[a]!.smoothed ? i : a), 0);
  if (lowest < 2) return { steepest: null, lowest: null };
  let steepest = 1;
  const slope = (i: number) => finite[i + 1]!.smoothed - finite[i - 1]!.smoothed; // steps are even in log(lr)
  for (let i = 1; i < lowest; i++) if (slope(i) < slope(steepest)) steepest = i;
  return { steepest: finite[steepest]!.lr, lowest: finite[lowest]!.lr };
}
