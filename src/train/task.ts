import type { Batch, Sample } from '../data/index.ts';
import type { TrainableModel } from '../models/index.ts';
import type { Tensor } from '../torch/index.ts';
import type { Progress } from './checkpoint.ts';
import { classification } from './classification.ts';
import type { TrainConfig } from './config.ts';
import type { CachedData, CacheRequest } from './data.ts';
import type { Learner } from './learner.ts';
import type { Run } from './run.ts';
import { segmentation } from './segmentation/task.ts';
import type { Validation } from './validate.ts';

/** All that differs between tasks; the loop, its checkpoints, averages and schedules are the same for each. */
export interface Task {
  /** Untrained, for so many classes. */
  buildModel(config: TrainConfig, numClasses: number): TrainableModel;
  /** Images and what they are labelled with, decoded. */
  openData(samples: readonly Sample[], request: CacheRequest & { readonly classes: number }): Promise<CachedData>;
  /** Logits that are learnt from, the finest first where there are several; the model's own output unless given. */
  forward?(config: TrainConfig, model: TrainableModel, images: Tensor): readonly Tensor[];
  /** As of `Trainee`: the share of an epoch's draws that have a region; none is asked for unless given. */
  positiveRate?(config: TrainConfig, epoch: number): number | null;
  /** A batch as the model trains on it: a function of the seed, the epoch, the keys and the batch's number. */
  prepareBatch(
    learner: Pick<Learner, 'config' | 'precision' | 'normalisation' | 'numClasses'>,
    data: Pick<CachedData, 'cache' | 'masks'>,
    batch: Batch<Int32Array>,
    at: { readonly epoch: number; readonly keys: readonly number[] },
  ): { images: Tensor; target: Tensor };
  /** Mean loss of f32 logits and a prepared target; `weight` of each class, where classes are weighed. */
  loss(config: TrainConfig, logits: Tensor, target: Tensor, weight: Tensor | null): Tensor;
  validate(learner: Learner, data: CachedData): Promise<Validation>;
  /** After the last step: metrics of the best weights on validation data, what is frozen there, and predictions for test images. */
  finish(run: Run, data: CachedData, progress: Progress): Promise<void>;
}

/** The tasks there are. */
const TASKS: Readonly<Record<TrainConfig['task'], Task>> = { classification, segmentation };

export const taskOf = ({ task }: Pick<TrainConfig, 'task'>): Task => TASKS[task];
