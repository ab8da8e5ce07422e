import type { Batch, Sample } from '../../data/index.ts';
import type { WeightsTarget } from '../../models/index.ts';
import type { AnyModule } from '../../nn/index.ts';
import type { WordPieceTokenizer } from '../../text/index.ts';
import type { HostArray, Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import type { BatchPlace } from '../loop.ts';
import type { Precision } from '../precision.ts';
import type { Normalisation } from '../preprocess.ts';
import type { Validation } from '../validate.ts';
import { clip } from './clip.ts';
import type { MethodName, PretrainConfig } from './config.ts';
import { dino } from './dino.ts';
import { mae } from './mae.ts';

/** What a method works with. */
export interface MethodContext {
  readonly config: PretrainConfig;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** Steps of the schedules. */
  readonly steps: number;
  /** Of the run, where the method reads texts. */
  readonly tokenizer: WordPieceTokenizer | null;
}

/** Of a method that learns from texts beside the images. */
export interface TextReading {
  /** The configuration with what follows from weights that it names. */
  settle(config: PretrainConfig): PretrainConfig;
  /** What is written of an image; images of which nothing is are left out. */
  textOf(sample: Sample, config: PretrainConfig): string;
  /** From the texts to learn from: what reads them, to be kept in the run's folder, and what it cannot read, in a line each. */
  prepare(
    texts: readonly string[],
    config: PretrainConfig,
  ): { readonly tokenizer: WordPieceTokenizer; readonly warnings: readonly string[] };
}

/** What learns, and how a batch becomes a loss. Its module's tensors are its whole state. */
export interface Objective {
  /** What learns, and what else a checkpoint must hold: parameters that need no gradient, and buffers. */
  readonly module: AnyModule;
  /** Where weights to begin from are loaded; `afterLoading` spreads them from there. */
  readonly encoder: WeightsTarget;
  afterLoading?(): void;
  /**
   * The loss of a batch, with its graph: a function of the state, the seed and the place. `data.samples` at the batch's `indices` have
   * every column of their data set, for methods that learn from more than pixels.
   */
  loss(data: CachedData, batch: Batch<Int32Array>, place: BatchPlace): Tensor;
  beginEpoch?(epoch: number): void;
  /** Between the gradients of a step and their use. */
  beforeUpdate?(): void;
  /** After the step of this number in the schedule. */
  afterUpdate?(step: number): void;
  /** Measures on the held-out images; the best epoch has the highest score. */
  validate(data: CachedData): Promise<PretrainValidation>;
  /** A picture of what was learnt so far, for methods that have one. */
  picture?(data: CachedData): Picture;
  /** The encoder's weights under the names of the zoo, without its head, and whatever else is worth keeping under names of its own. */
  exportState(): [string, HostArray][];
}

export type PretrainValidation = Omit<Validation, 'auroc' | 'accuracy' | 'dice'>;

/** 8-bit grey or RGB, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** One way to learn from images without labels. */
export interface Method {
  readonly texts?: TextReading;
  /**
   * @throws Error of one line where the model cannot be trained so; also called, and disposed of, before anything is written.
   */
  create(context: MethodContext): Objective;
}

/** The methods there are: a new one is a file, its options in `config.ts`, and a line here. */
const METHODS: Readonly<Record<MethodName, Method>> = { mae, dino, clip };

export const methodOf = ({ method }: Pick<PretrainConfig, 'method'>): Method => METHODS[method];
