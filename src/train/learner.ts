import { readWeights } from '../formats/index.ts';
import { type ImageClassifier, loadWeights } from '../models/index.ts';
import { crossEntropy, focalLoss } from '../nn/index.ts';
import {
  adam,
  adamw,
  clipFactor,
  constant,
  cosine,
  Ema,
  gradNorm,
  Optimizer,
  oneCycle,
  type Schedule,
  sgd,
  warmup,
} from '../optim/index.ts';
import { clearGradients, generatorState, setGeneratorState, type Tensor, tensor } from '../torch/index.ts';
import { type Checkpoint, type Sections, withTensors } from './checkpoint.ts';
import type { RunConfig, TrainConfig } from './config.ts';
import type { Event } from './events.ts';
import { type Precision, resolvePrecision } from './precision.ts';
import { buildModel } from './predictor.ts';
import { type Normalisation, normalisationOf } from './preprocess.ts';

/** What learns: a model with its loss, optimiser, schedule and averages. Its sections and the progress are its whole state. */
export interface Learner extends Disposable {
  readonly config: TrainConfig;
  readonly model: ImageClassifier;
  readonly numClasses: number;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** Mean loss of f32 logits [N, C] and class indices [N]. */
  loss(logits: Tensor, labels: Tensor): Tensor;
  /** One optimiser step from the gradients that have added up, which it clears; returns the learning rate. */
  update(step: number): number;
  /** Runs `body` with the moving average in place of the weights, where there is one. */
  withAveragedWeights<T>(body: () => Promise<T>): Promise<T>;
  /** All tensors that a checkpoint must hold. */
  sections(): Sections;
  restore(checkpoint: Checkpoint): void;
}

export interface LearnerOptions {
  /** Training images of each class. */
  readonly classCounts: readonly number[];
  readonly totalSteps: number;
  /** Told what became of the weights to begin from; null where a checkpoint will take their place. */
  readonly onWeights: ((event: Event) => void) | null;
}

export function createLearner(run: RunConfig, options: LearnerOptions): Learner {
  const { train: config, init } = run;
  const numClasses = run.data.classes.length;
  const precision = resolvePrecision(config);
  const model = buildModel(config, numClasses);
  if (init !== null) options.onWeights?.(initialise(model, init, run.weights?.name ?? null));
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });

  const optimizer = optimizerOf(config, model);
  const schedule = scheduleOf(config, options.totalSteps);
  const ema = config.ema === null ? null : new Ema(model, { decay: config.ema });
  const weight = config.classWeights === 'balanced' ? balanced(options.classCounts, precision.device) : null;

  return {
    config,
    model,
    numClasses,
    precision,
    normalisation: normalisationOf(config),
    loss: (logits, labels) =>
      config.loss === 'focal'
        ? focalLoss(logits, labels, { alpha: weight })
        : crossEntropy(logits, labels, { weight, labelSmoothing: config.labelSmoothing }),
    update(step) {
      const learningRate = schedule(step);
      const { clipNorm } = config;
      const gradientScale = clipNorm === null ? 1 : clipFactor(gradNorm(optimizer.parameters), clipNorm);
      optimizer.step({ learningRate, gradientScale });
      clearGradients(optimizer.parameters);
      ema?.update();
      return learningRate;
    },
    withAveragedWeights: async (body) => (ema === null ? body() : ema.swapped(body)),
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
}

function initialise(model: ImageClassifier, file: string, name: string | null): Event {
  const { tensors } = readWeights(file);
  try {
    const { matched, adapted, missing, unexpected, reasons } = loadWeights(model, tensors);
    const why = Object.fromEntries(reasons);
    return { event: 'weights', file, name, matched: matched.length, adapted, missing, unexpected, reasons: why };
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
}

function optimizerOf(config: TrainConfig, model: ImageClassifier): Optimizer {
  const { lr: learningRate, weightDecay } = config;
  const transform = {
    adamw: () => adamw({ learningRate, weightDecay }),
    adam: () => adam({ learningRate, weightDecay }),
    sgd: () => sgd({ learningRate, weightDecay, momentum: 0.9, nesterov: true }),
  }[config.optimizer]();
  return new Optimizer(new Map(model.namedParameters()), transform);
}

function scheduleOf({ lr, schedule, warmup: share }: TrainConfig, totalSteps: number): Schedule {
  const steps = Math.round(share * totalSteps);
  const oneCycleOptions = { maxLearningRate: lr, totalSteps, pctStart: share };
  if (schedule === 'onecycle') return oneCycle(oneCycleOptions);
  const rest =
    schedule === 'cosine' ? cosine({ learningRate: lr, totalSteps: Math.max(1, totalSteps - steps) }) : constant(lr);
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
