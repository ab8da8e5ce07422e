import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { openTensorboard, writeFileAtomic, writeSafetensors } from '../../formats/index.ts';
import type { Module } from '../../nn/index.ts';
import { adamw, clipFactor, cosine, gradNorm, Optimizer, type Schedule, warmup } from '../../optim/index.ts';
import { clearGradients, generatorState, scope, setGeneratorState, type Tensor } from '../../torch/index.ts';
import { BEGINNING, type Progress, readCheckpoint, weightsHash, withTensors, writeCheckpoint } from '../checkpoint.ts';
import { type Event, EventLog } from '../events.ts';
import type { runPaths } from '../run.ts';
import type { TrainRunOptions } from '../session.ts';
import type { LoopConfig } from './loop-config.ts';

/** What one kind of language model does in the loop that all share. */
export interface TextTask {
  readonly name: string;
  readonly model: Module<never, unknown>;
  /** Told when a run begins. */
  readonly start: readonly Event[];
  /** The loss of a step, a scalar, and the tokens that it read; a function of the step and the generator alone. */
  loss(step: number): { readonly loss: Tensor; readonly tokens: number };
  /** Measures on validation data: the higher the score the better, `event` to tell, `metrics` for `metrics.json`. */
  validate(step: number): {
    readonly score: number;
    readonly event: (best: boolean) => Event;
    readonly metrics: object;
  };
  /** After the last step. */
  finish?(): void;
}

export type LoopOptions = Omit<TrainRunOptions, 'cacheDir'>;

/**
 * Trains the task of a run, from the beginning or from its last checkpoint, to the same weights bit for bit. `begin` makes the task; it
 * seeds the generator before the model.
 */
export async function trainText(
  paths: ReturnType<typeof runPaths> & { readonly dir: string },
  config: LoopConfig,
  begin: () => TextTask,
  options: LoopOptions,
): Promise<void> {
  const checkpoint = options.resume && existsSync(paths.last) ? readCheckpoint(paths.last) : null;
  const now: Progress = { ...(checkpoint?.progress ?? BEGINNING) };
  using curves = openTensorboard(paths.dir);
  curves.truncate(now.tensorboardBytes);
  const log = new EventLog(paths.events, { curves, tell: options.tell });
  log.truncate(now.eventBytes);

  const task = begin();
  using model = task.model;
  const { lr: learningRate, weightDecay, betas, clipNorm, steps } = config;
  using optimizer = new Optimizer(
    model.namedParameters(),
    adamw({ learningRate, weightDecay, betas: betas as [number, number] }),
  );
  const schedule = scheduleOf(config);
  if (checkpoint !== null) {
    withTensors(checkpoint.section('model'), (state) => model.loadStateDict(state));
    withTensors(checkpoint.section('optimizer'), (state) => optimizer.loadStateDict(state));
    withTensors(checkpoint.section('generator'), (state) => setGeneratorState(state.get('cpu')!));
    log.emit({ event: 'resume', epoch: 0, step: now.step, steps });
  } else {
    for (const event of task.start) log.emit(event);
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
    const { score, event, metrics } = task.validate(now.step);
    const best = now.best === null || score > now.best.score;
    log.emit(event(best));
    if (!best) return;
    now.best = { epoch: now.step, score };
    const weights = scope(() => Array.from(model.stateDict(), ([name, value]) => [name, value.toHost()] as const));
    writeSafetensors(
      paths.best,
      weights.map(([name, value]) => [name, value]),
      { fovea: 'model', model: task.name },
    );
    const record = { model: task.name, step: now.step, ...metrics };
    writeFileAtomic(paths.metrics, `${JSON.stringify(record, null, 2)}\n`);
  };

  model.train();
  while (now.step < steps) {
    const started = performance.now();
    const { loss, tokens } = scope(() => {
      const made = task.loss(now.step);
      made.loss.backward();
      return { loss: made.loss.item(), tokens: made.tokens };
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
    log.emit({ event: 'text-step', step: now.step, loss, lr: rate, tokensPerSecond: Math.round(tokens / seconds) });
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
  task.finish?.();
  const peakMemory = process.resourceUsage().maxRSS * 1024;
  log.emit({ event: 'done', epoch: 0, step, bestEpoch: best!.epoch, weights, seconds, peakMemory });
}

function scheduleOf({ lr, minLr, warmup: rise, steps }: LoopConfig): Schedule {
  const fall = cosine({ learningRate: lr, totalSteps: steps - rise, minLearningRate: minLr });
  return rise > 0 ? warmup(fall, { steps: rise }) : fall;
}
