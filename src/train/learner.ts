import { layerDecayScales, mergedState, type TrainableModel } from '../models/index.ts';
import { deepSupervision } from '../nn/index.ts';
import {
  adam,
  adamw,
  clipFactor,
  constant,
  cosine,
  Ema,
  gradNorm,
  linear,
  Optimizer,
  oneCycle,
  type Schedule,
  sgd,
  warmup,
} from '../optim/index.ts';
import {
  clearGradients,
  generatorState,
  type HostArray,
  scope,
  setGeneratorState,
  type Tensor,
  tensor,
} from '../torch/index.ts';
import { withTensors } from './checkpoint.ts';
import type { RunConfig, TrainConfig } from './config.ts';
import type { Event } from './events.ts';
import { loadInitialWeights } from './load-initial.ts';
import { type Precision, resolvePrecision } from './precision.ts';
import { type Normalisation, normalisationOf } from './preprocess.ts';
import type { SessionLearner } from './session.ts';
import { type Task, taskOf } from './task.ts';
import { applyTuning, trainUnfrozen } from './tune.ts';
import { whitenFirstConv } from './whiten.ts';

/** What learns: a model with its loss, optimiser, schedule and averages. Its sections and the progress are its whole state. */
export interface Learner extends SessionLearner {
  readonly config: TrainConfig;
  readonly task: Task;
  readonly model: TrainableModel;
  readonly numClasses: number;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** Logits that are learnt from: the model's output, and coarser ones after it under deep supervision. */
  forward(images: Tensor): readonly Tensor[];
  /** Loss of f32 logits, or of outputs from fine to coarse, and what the task prepared as their target. */
  loss(logits: Tensor | readonly Tensor[], target: Tensor): Tensor;
  /** Puts the model in training mode, frozen parts of it not. */
  beginEpoch(): void;
  /** As the loop's, with a learning rate in place of the schedule's where one is given. */
  update(step: number, learningRate?: number): number;
  /** The weights as a plain model has them, adapters merged. */
  exportState(): [string, HostArray][];
}

export interface LearnerOptions {
  /** Training images of each class. */
  readonly classCounts: readonly number[];
  readonly totalSteps: number;
  /** Some normalised training images [N, C, H, W], for what is set from data. */
  readonly sampleImages: () => Tensor;
  /** Told what became of the weights to begin from; null where a checkpoint will take their place. */
  readonly onWeights: ((event: Event) => void) | null;
}

export function createLearner(run: RunConfig, options: LearnerOptions): Learner {
  const { train: config, init } = run;
  const numClasses = run.data.classes.length;
  const precision = resolvePrecision(config);
  const task = taskOf(config);
  const model = task.buildModel(config, numClasses);
  if (init !== null) options.onWeights?.(loadInitialWeights(model, init, run.weights?.name ?? null));
  applyTuning(model, config.tune);
  if (config.whiten) whitenFirstConv(model, options.sampleImages);
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });

  const optimizer = optimizerOf(config, model);
  const schedule = scheduleOf(config, options.totalSteps);
  const ema = config.ema === null ? null : new Ema(model, { decay: config.ema });
  const weight = config.classWeights === 'balanced' ? balanced(options.classCounts, precision.device) : null;
  const lossOf = (logits: Tensor, target: Tensor) => task.loss(config, logits, target, weight);

  const learner: Learner = {
    config,
    task,
    model,
    numClasses,
    precision,
    normalisation: normalisationOf(config),
    forward: (images) => task.forward?.(config, model, images) ?? [model.call(images)],
    loss: (logits, target) =>
      Array.isArray(logits) ? deepSupervision(logits, target, lossOf) : lossOf(logits as Tensor, target),
    beginEpoch: () => trainUnfrozen(model),
    positiveRate: (epoch) => task.positiveRate?.(config, epoch) ?? null,
    accumulate: (data, batch, { epoch, keys, groupSize }) =>
      scope(() => {
        const { images, target } = task.prepareBatch(learner, data, batch, { epoch, keys });
        const outputs = precision.forward(() => learner.forward(images)).map((logits) => logits.to({ dtype: 'f32' }));
        const loss = learner.loss(outputs.length === 1 ? outputs[0]! : outputs, target);
        (groupSize === 1 ? loss : loss.div(groupSize)).backward();
        return loss.item();
      }),
    validate: (data) => task.validate(learner, data),
    update(step, learningRate = schedule(step)) {
      const { clipNorm } = config;
      const gradientScale = clipNorm === null ? 1 : clipFactor(gradNorm(optimizer.parameters), clipNorm);
      optimizer.step({ learningRate, gradientScale });
      clearGradients(optimizer.parameters);
      ema?.update();
      return learningRate;
    },
    withAveragedWeights: async (body) => (ema === null ? body() : ema.swapped(body)),
    exportState: () => scope(() => Array.from(mergedState(model), ([name, value]) => [name, value.toHost()])),
    sections: () => ({
      model: model.stateDict(),
      optimizer: optimizer.stateDict(),
      ...(ema === null ? {} : { ema: ema.stateDict() }),
      generator: new Map([['cpu', generatorState()]]),
    }),
    restore(checkpoint) {
      withTensors(checkpoint.section('model'), (tensors) => model.loadStateDict(tensors));
      withTensors(checkpoint.section('optimizer'), (tensors) => optimizer.loadStateDict(tensors));
      if (ema !== null) withTensors(checkpoint.section('ema'), (tensors) => ema.loadStateDict(tensors));
      withTensors(checkpoint.section('generator'), (tensors) => setGeneratorState(tensors.get('cpu')!));
    },
    [Symbol.dispose]() {
      weight?.dispose();
      ema?.dispose();
      optimizer.dispose();
      model.dispose();
    },
  };
  return learner;
}

function optimizerOf(config: TrainConfig, model: TrainableModel): Optimizer {
  const { lr: learningRate, weightDecay, momentum, layerDecay, normBiasLr } = config;
  const transform = {
    adamw: () => adamw({ learningRate, weightDecay }),
    adam: () => adam({ learningRate, weightDecay }),
    sgd: () => sgd({ learningRate, weightDecay, momentum, nesterov: momentum > 0 }),
  }[config.optimizer]();
  const scales = layerDecayScales(model, layerDecay);
  const learns = [...model.namedParameters()].filter(([, parameter]) => parameter.requiresGrad);
  const learningRateScale = (name: string) =>
    (scales.get(name) ?? 1) * (/(norm|bn)\d*\.bias$/.test(name) ? normBiasLr : 1);
  return new Optimizer(learns, transform, { learningRateScale });
}

function scheduleOf({ lr, schedule, warmup: share, finalLr }: TrainConfig, totalSteps: number): Schedule {
  const steps = Math.round(share * totalSteps);
  if (schedule === 'onecycle') return oneCycle({ maxLearningRate: lr, totalSteps, pctStart: share });
  const fall = { learningRate: lr, totalSteps: Math.max(1, totalSteps - steps), minLearningRate: lr * finalLr };
  const rest = { cosine: () => cosine(fall), linear: () => linear(fall), constant: () => constant(lr) }[schedule]();
  return warmup(rest, { steps });
}

/** Inverse frequencies whose mean over the training images is 1. */
function balanced(counts: readonly number[], device: string): Tensor {
  const total = counts.reduce((a, b) => a + b, 0);
  return tensor(
    counts.map((n) => total / (counts.length * Math.max(n, 1))),
    { device },
  ).keep();
}
