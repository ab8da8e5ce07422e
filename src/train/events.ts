import { appendFileSync, existsSync, statSync, truncateSync } from 'node:fs';
import { systemError } from '../formats/errors.ts';
import type { Tensorboard } from '../formats/index.ts';
import type { Estimate } from '../stats/index.ts';

/** What a training process says, one JSON object a line: on its standard output, and in `events.jsonl` of the run. */
export type Event =
  | {
      event: 'start';
      epochs: number;
      steps: number;
      precision: string;
      device: string;
      parameters: number;
      images: number;
      libtorch: string;
    }
  | { event: 'prepare'; done: number; total: number }
  | { event: 'resume'; epoch: number; step: number; steps: number }
  | {
      event: 'weights';
      file: string;
      /** Their name in `fovea models --weights`, where they have one. */
      name: string | null;
      matched: number;
      adapted: readonly string[];
      missing: readonly string[];
      unexpected: readonly string[];
      /** Why, for each name that is adapted, missing or unexpected. */
      reasons: Readonly<Record<string, string>>;
    }
  | { event: 'warning'; message: string }
  | { event: 'step'; epoch: number; step: number; loss: number; lr: number; imagesPerSecond: number }
  | {
      event: 'epoch';
      epoch: number;
      step: number;
      trainLoss: number;
      valLoss: number;
      auroc: Estimate | null;
      /** With more than two classes. */
      accuracy: Estimate | null;
      /** Of a segmentation. */
      dice?: Estimate;
      /** Of pre-training: what its method measures on held-out images, by name. */
      heldOut?: Readonly<Record<string, Estimate>>;
      best: boolean;
    }
  /** At the end, the mean of the weights of some epochs: what it and the best epoch score, and whether it takes its place. */
  | { event: 'averaged'; epochs: readonly number[]; score: number; best: number; taken: boolean }
  | {
      event: 'text-start';
      model: string;
      steps: number;
      parameters: number;
      vocabulary: number;
      /** Of the training part. */
      tokens: number;
      libtorch: string;
    }
  | { event: 'text-step'; step: number; loss: number; lr: number; tokensPerSecond: number }
  | {
      event: 'text-validation';
      step: number;
      /** Nats a token, beside those of token frequencies alone; of texts with labels, nats a label, beside those of their frequencies. */
      loss: Estimate;
      of?: 'texts';
      /** Masked tokens that are guessed. */
      accuracy?: Estimate;
      /** Next sentences that are told from others. */
      next?: Estimate;
      /** Mean of the labels'. */
      auroc?: Estimate;
      best: boolean;
    }
  | { event: 'saved'; epoch: number; step: number }
  | { event: 'stopped'; epoch: number; step: number }
  | { event: 'error'; message: string }
  | {
      event: 'done';
      epoch: number;
      step: number;
      bestEpoch: number;
      weights: string;
      /** Wall-clock time of the training steps. */
      seconds: number;
      /** Largest resident memory of the process, bytes. */
      peakMemory: number;
    };

/** Events that show progress on a screen but belong in no record: they depend on the machine's mood. */
const PASSING = new Set<Event['event']>(['prepare', 'error']);

/** Appends to the run's record and its curves, and tells whoever started the process. */
export class EventLog {
  readonly #path: string;
  readonly #curves: Tensorboard;
  readonly #tell: (event: Event) => void;

  constructor(path: string, options: { curves: Tensorboard; tell: (event: Event) => void }) {
    this.#path = path;
    this.#curves = options.curves;
    this.#tell = options.tell;
  }

  emit(event: Event): void {
    if (!PASSING.has(event.event)) this.#append(`${JSON.stringify(event)}\n`);
    for (const [tag, value, step] of scalarsOf(event)) this.#curves.scalar(tag, value, step);
    this.#tell(event);
  }

  #append(line: string): void {
    try {
      appendFileSync(this.#path, line);
    } catch (error) {
      throw systemError(this.#path, 'write', error); // a full disk, by name
    }
  }

  /** Length of the record, which a checkpoint keeps. */
  get bytes(): number {
    return existsSync(this.#path) ? statSync(this.#path).size : 0;
  }

  /** Forgets what was recorded after a checkpoint: those steps will be done again. */
  truncate(bytes: number): void {
    if (this.bytes > bytes) truncateSync(this.#path, bytes);
  }
}

/** What TensorBoard shows of an event: tag, value, step. A metric that the validation data do not define has no point. */
function* scalarsOf(event: Event): Generator<[tag: string, value: number, step: number]> {
  if (event.event === 'step' || event.event === 'text-step') {
    yield ['train/loss', event.loss, event.step];
    yield ['train/lr', event.lr, event.step];
  } else if (event.event === 'text-validation') {
    for (const name of ['loss', 'accuracy', 'next', 'auroc'] as const) {
      const value = event[name]?.value ?? null;
      if (value !== null) yield [`val/${name}`, value, event.step];
    }
  } else if (event.event === 'epoch') {
    yield ['val/loss', event.valLoss, event.step];
    for (const name of ['auroc', 'accuracy', 'dice'] as const) {
      const value = event[name]?.value ?? null;
      if (value !== null) yield [`val/${name}`, value, event.step];
    }
    for (const [name, { value }] of Object.entries(event.heldOut ?? {}))
      if (value !== null) yield [`val/${name}`, value, event.step];
  }
}
