import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { batches, drawKeys, epochOrder } from '../data/index.ts';
import { readSafetensors } from '../formats/index.ts';
import type { TrainableModel } from '../models/index.ts';
import { BatchNorm } from '../nn/index.ts';
import { fromHost, type HostArray, noGrad, scope, type Tensor } from '../torch/index.ts';
import { type Progress, withTensors } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import type { CachedData } from './data.ts';
import type { Learner } from './learner.ts';
import { runPaths } from './run.ts';

type Kept = NonNullable<Progress['kept']>;

/** Which of the epochs so far stay: the last ones, or those that validate best (of equals the earlier). In their order. */
export function keptEpochs({ epochs, of }: NonNullable<TrainConfig['average']>, kept: Kept): Kept {
  if (of === 'last') return kept.slice(-epochs);
  const best = [...kept].sort((a, b) => b.score - a.score || a.epoch - b.epoch).slice(0, epochs);
  return best.sort((a, b) => a.epoch - b.epoch);
}

/** The weights of an epoch of a run; its folder is made. */
export function epochFile(dir: string, epoch: number): string {
  const path = join(runPaths(dir).epochs, `${epoch}.safetensors`);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** Removes the weights of epochs that are no longer kept; only once a checkpoint says so. */
export function dropEpochs(dir: string, kept: Kept): void {
  const folder = runPaths(dir).epochs;
  if (!existsSync(folder)) return;
  const names = new Set(kept.map(({ epoch }) => `${epoch}.safetensors`));
  for (const name of readdirSync(folder)) if (!names.has(name)) rmSync(join(folder, name));
}

export interface AverageOptions {
  readonly dir: string;
  readonly learner: Learner;
  readonly data: CachedData;
  readonly progress: Progress;
  readonly classes: number;
}

export interface Averaged {
  readonly epochs: number[];
  /** Of validation, as the best epoch's. */
  readonly score: number;
  /** The weights; null where the best epoch validates better. */
  readonly state: [string, HostArray][] | null;
}

/**
 * The mean of the weights of the epochs that were kept (Izmailov et al., UAI 2018, arXiv:1803.05407), its batch norms measured anew, validated. Null
 * where the configuration does not ask for it, or fewer than two epochs were kept.
 */
export async function averageEpochs(options: AverageOptions): Promise<Averaged | null> {
  const { dir, learner, data, progress, classes } = options;
  const { config, precision, task } = learner;
  const epochs = (progress.kept ?? []).map(({ epoch }) => epoch);
  if (config.average === null || epochs.length < 2) return null;
  using model = task.buildModel(config, classes);
  const files = epochs.map((epoch) => epochFile(dir, epoch));
  withTensors(readSafetensors(files.at(-1)!).tensors, (last) => model.loadStateDict(last));
  setMean(model, files);
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });
  const of = { ...learner, model };
  await measureBatchNorms(of, data, progress.epoch);
  const { score } = await task.validate(of, data);
  const state =
    score >= progress.best!.score
      ? scope(() => Array.from(model.stateDict(), ([name, value]): [string, HostArray] => [name, value.toHost()]))
      : null;
  return { epochs, score, state };
}

/** Sets every parameter to its mean over files of weights. */
function setMean(model: TrainableModel, files: readonly string[]): void {
  const parameters = new Map<string, Tensor>(model.namedParameters());
  noGrad(() => {
    for (const parameter of parameters.values()) parameter.zero_();
    for (const file of files) {
      const { tensors } = readSafetensors(file);
      for (const [name, parameter] of parameters)
        scope(() =>
          parameter.add_(fromHost(tensors.get(name)!).to({ dtype: parameter.dtype }), { alpha: 1 / files.length }),
        );
    }
  });
}

/** Running statistics as the mean over the batches of one more epoch, as PyTorch's `update_bn`. Models without batch norm are left alone. */
async function measureBatchNorms(
  learner: Pick<Learner, 'config' | 'precision' | 'normalisation' | 'numClasses' | 'task' | 'model'>,
  data: CachedData,
  epoch: number,
) {
  const { model, config, precision, task } = learner;
  const norms = [...model.modules()].filter((m): m is BatchNorm => m instanceof BatchNorm);
  if (norms.length === 0) return;
  for (const norm of norms) {
    norm.momentum = null;
    norm.numBatchesTracked.zero_();
  }
  model.train();
  const order = epochOrder(data.indices('train'), config.seed, epoch);
  const { batchSize, seed } = config;
  const dropLast = order.length % batchSize === 1 && order.length > batchSize;
  for await (const batch of batches({
    source: data.cache,
    indices: order,
    labels: data.labels,
    batchSize,
    seed,
    epoch,
    shuffle: false,
    dropLast,
  })) {
    noGrad(() =>
      scope(() => {
        const keys = drawKeys(batch.indices, data.cache.count);
        const { images } = task.prepareBatch(learner, data, batch, { epoch, keys });
        precision.forward(() => model.call(images));
      }),
    );
  }
  for (const norm of norms) norm.momentum = norm.config.momentum;
  model.eval();
}
