import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openTensorboard, writeFileAtomic, writeSafetensors } from '../../formats/index.ts';
import { adamw, clipFactor, cosine, gradNorm, Optimizer, warmup } from '../../optim/index.ts';
import { causalBatch, unigramLoss } from '../../text/index.ts';
import {
  clearGradients,
  engineInfo,
  generatorState,
  manualSeed,
  scope,
  setGeneratorState,
  setThreads,
} from '../../torch/index.ts';
import { type Progress, readCheckpoint, weightsHash, withTensors, writeCheckpoint } from '../checkpoint.ts';
import { EventLog } from '../events.ts';
import type { TrainRunOptions } from '../session.ts';
import type { TextTrainConfig } from './config.ts';
import { causalLoss, evaluateText } from './evaluate.ts';
import { buildGpt, openTextRun, readText, textRunPaths } from './run.ts';

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

/** Trains the language model of a run, from the beginning or from its last checkpoint; every step follows from seed and text alone. */
export async function trainTextRun(dir: string, options: Omit<TrainRunOptions, 'cacheDir'>): Promise<void> {
  const run = openTextRun(dir);
  const paths = textRunPaths(dir);
  const config = run.config.train;
  if (config.threads !== null) setThreads(config.threads);
  const checkpoint = options.resume && existsSync(paths.last) ? readCheckpoint(paths.last) : null;
  const now: Progress = { ...(checkpoint?.progress ?? BEGINNING) };
  using curves = openTensorboard(dir);
  curves.truncate(now.tensorboardBytes);
  const log = new EventLog(paths.events, { curves, tell: options.tell });
  log.truncate(now.eventBytes);

  const { path, hash } = run.config.data;
  const data = readText(path);
  if (data.hash !== hash) throw new Error(`${path}: has changed since the run began; restore it, or begin a new run`);
  const tokens = run.tokenizer.encode(data.text);
  const cut = Math.floor(tokens.length * (1 - config.validation));
  const [train, validation] = [tokens.subarray(0, cut), tokens.subarray(cut)];
  const baseline = unigramLoss(train, validation, run.tokenizer.vocabSize);

  manualSeed(config.seed); // initial weights and dropout draw from it
  using model = buildGpt(run);
  const { lr: learningRate, weightDecay, betas, clipNorm, batchSize, steps, seed } = config;
  using optimizer = new Optimizer(model.namedParameters(), adamw({ learningRate, weightDecay, betas }));
  const schedule = scheduleOf(config);
  if (checkpoint !== null) {
    withTensors(checkpoint.section('model'), (state) => model.loadStateDict(state));
    withTensors(checkpoint.section('optimizer'), (state) => optimizer.loadStateDict(state));
    withTensors(checkpoint.section('generator'), (state) => setGeneratorState(state.get('cpu')!));
    log.emit({ event: 'resume', epoch: 0, step: now.step, steps });
  } else {
    const sizes = { parameters: model.parameterCount(), vocabulary: run.tokenizer.vocabSize, tokens: train.length };
    log.emit({ event: 'text-start', model: config.model, steps, ...sizes, libtorch: engineInfo().version });
  }

  const save = () => {
    Object.assign(now, { eventBytes: log.bytes, tensorboardBytes: curves.bytes });
    scope(() => {
      const generator = new Map([['cpu', generatorState()]]);
      writeCheckpoint(paths.last, { model: model.stateDict(), optimizer: optimizer.stateDict(), generator }, now);
    });
    log.emit({ event: 'saved', epoch: 0, step: now.step });
  };
  const validate = () => {
    const loss = evaluateText(model, validation, baseline);
    const best = now.best === null || -loss.value! > now.best.score;
    log.emit({ event: 'text-validation', step: now.step, loss, best });
    if (!best) return;
    now.best = { epoch: now.step, score: -loss.value! };
    const weights = scope(() => Array.from(model.stateDict(), ([name, value]) => [name, value.toHost()] as const));
    writeSafetensors(
      paths.best,
      weights.map(([name, value]) => [name, value]),
      { fovea: 'model', model: config.model },
    );
    const metrics = { model: config.model, step: now.step, validation: { loss } };
    writeFileAtomic(paths.metrics, `${JSON.stringify(metrics, null, 2)}\n`);
  };

  model.train();
  while (now.step < steps) {
    const started = performance.now();
    const length = model.config.contextLength;
    const loss = scope(() => {
      const batch = causalBatch(train, { count: batchSize, length, seed, step: now.step });
      const mean = causalLoss(model, batch);
      mean.backward();
      return mean.item();
    });
    if (!Number.isFinite(loss)) {
      throw new Error(`the loss is ${loss} in step ${now.step + 1}: use a lower --lr; the last checkpoint is kept`);
    }
    const gradientScale = clipNorm === null ? 1 : clipFactor(gradNorm(optimizer.parameters), clipNorm);
    const rate = schedule(now.step);
    optimizer.step({ learningRate: rate, gradientScale });
    clearGradients(optimizer.parameters);
    now.step++;
    const seconds = (performance.now() - started) / 1000;
    now.seconds += seconds;
    const tokensPerSecond = Math.round((batchSize * length) / seconds);
    log.emit({ event: 'text-step', step: now.step, loss, lr: rate, tokensPerSecond });
    await setImmediate(); // signals are heard between steps
    const last = now.step === steps;
    if (last || now.step % config.validateEvery === 0) validate();
    if (options.shouldStop() && !last) {
      save();
      log.emit({ event: 'stopped', epoch: 0, step: now.step });
      return;
    }
    if (last || now.step % config.checkpointEvery === 0) save();
  }
  const weights = weightsHash(model.stateDict());
  const { step, best, seconds } = now;
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  log.emit({ event: 'done', epoch: 0, step, bestEpoch: best!.epoch, weights, seconds, peakMemory });
}

function scheduleOf({ lr, minLr, warmup: rise, steps }: TextTrainConfig) {
  const fall = cosine({ learningRate: lr, totalSteps: steps - rise, minLearningRate: minLr });
  return rise > 0 ? warmup(fall, { steps: rise }) : fall;
}
