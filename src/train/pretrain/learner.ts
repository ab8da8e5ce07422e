import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writePng } from '../../image/index.ts';
import { adamw, clipFactor, cosine, gradNorm, Optimizer, type Schedule, warmup } from '../../optim/index.ts';
import { halfCosine } from '../../optim/schedule.ts';
import { clearGradients, generatorState, scope, setGeneratorState } from '../../torch/index.ts';
import { withTensors } from '../checkpoint.ts';
import type { Event } from '../events.ts';
import { loadInitialWeights } from '../load-initial.ts';
import { resolvePrecision } from '../precision.ts';
import { normalisationOf } from '../preprocess.ts';
import type { SessionLearner } from '../session.ts';
import type { PretrainConfig } from './config.ts';
import { methodOf } from './method.ts';
import { type PretrainRun, pretrainPaths } from './run.ts';

/** What the loop trains in a pre-training run: the method's objective with optimiser and schedules. */
export function createPretrainLearner(
  run: PretrainRun,
  { steps, onWeights }: { steps: number; onWeights: ((event: Event) => void) | null },
): SessionLearner {
  const { train: config } = run.config;
  const precision = resolvePrecision(config);
  const normalisation = normalisationOf(config);
  const objective = methodOf(config).create({ config, precision, normalisation, steps, tokenizer: run.tokenizer });
  const { module } = objective;
  const { weights } = run.config;
  if (weights !== null && onWeights !== null) {
    onWeights(loadInitialWeights(objective.encoder, weights.file, weights.name));
    objective.afterLoading?.();
  }
  const { weightDecay, finalWeightDecay, betas, clipNorm, epochs } = config;
  const learns = [...module.namedParameters()].filter(([, parameter]) => parameter.requiresGrad);
  const optimizer = new Optimizer(learns, adamw({ learningRate: config.lr!, weightDecay, betas }));
  const schedule = scheduleOf(config, steps);
  const picturesEvery = config.picturesEvery ?? Math.max(1, Math.round(epochs / 20));
  let epoch = 0;

  return {
    config: { ...config, sampler: 'shuffle', average: null },
    model: module,
    precision,
    normalisation,
    beginEpoch(now) {
      epoch = now;
      module.train();
      objective.beginEpoch?.(now);
    },
    accumulate: (data, batch, place) =>
      scope(() => {
        const loss = objective.loss(data, batch, place);
        (place.groupSize === 1 ? loss : loss.div(place.groupSize)).backward();
        return loss.item();
      }),
    update(step) {
      objective.beforeUpdate?.();
      const learningRate = schedule(step);
      optimizer.step({
        learningRate,
        weightDecay: halfCosine(weightDecay, finalWeightDecay, Math.min(1, step / steps)),
        gradientScale: clipNorm === null ? 1 : clipFactor(gradNorm(optimizer.parameters), clipNorm),
      });
      clearGradients(optimizer.parameters);
      objective.afterUpdate?.(step);
      return learningRate;
    },
    async validate(data) {
      const measured = await objective.validate(data);
      if (objective.picture !== undefined && (epoch % picturesEvery === 0 || epoch === epochs - 1)) {
        const { pictures } = pretrainPaths(run.dir);
        mkdirSync(pictures, { recursive: true });
        await writePng(join(pictures, `epoch-${String(epoch + 1).padStart(4, '0')}.png`), objective.picture(data));
      }
      return { ...measured, auroc: null, accuracy: null };
    },
    withAveragedWeights: async (body) => body(),
    exportState: () => objective.exportState(),
    sections: () => ({
      model: module.stateDict(),
      optimizer: optimizer.stateDict(),
      generator: new Map([['cpu', generatorState()]]),
    }),
    restore(checkpoint) {
      withTensors(checkpoint.section('model'), (tensors) => module.loadStateDict(tensors));
      withTensors(checkpoint.section('optimizer'), (tensors) => optimizer.loadStateDict(tensors));
      withTensors(checkpoint.section('generator'), (tensors) => setGeneratorState(tensors.get('cpu')!));
    },
    [Symbol.dispose]() {
      optimizer.dispose();
      module.dispose();
    },
  };
}

function scheduleOf({ lr, warmup: share, finalLr }: PretrainConfig, totalSteps: number): Schedule {
  const steps = Math.round(share * totalSteps);
  const fall = cosine({
    learningRate: lr!,
    totalSteps: Math.max(1, totalSteps - steps),
    minLearningRate: lr! * finalLr,
  });
  return warmup(fall, { steps });
}
