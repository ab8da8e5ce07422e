import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { badFile } from '../../../formats/errors.ts';
import { readWeights } from '../../../formats/index.ts';
import { BertClassifier, bertConfigOf } from '../../../models/index.ts';
import type { WordPieceTokenizer } from '../../../text/index.ts';
import { textRunPaths } from '../run.ts';
import { type BertSizes, type FineTuneConfig, FineTuneRunConfig } from './config.ts';
import { type LabelledTexts, readLabelledTexts } from './labelled.ts';
import { buildBert } from './pretrain.ts';
import {
  makeFolder,
  openPreTrainRun,
  readConfigFile,
  readRunConfig,
  readWordPiece,
  refuseFolder,
  withBest,
} from './run.ts';

export interface FineTuneRun {
  readonly dir: string;
  readonly config: FineTuneRunConfig;
  readonly tokenizer: WordPieceTokenizer;
}

export interface BeginFineTuneOptions {
  readonly dir: string;
  readonly data: string;
  readonly text?: readonly string[];
  readonly labels?: readonly string[];
  readonly id?: string | null;
  readonly group?: string | null;
  /** A run of pre-training, or a folder with a BERT's weights and tokeniser. */
  readonly init: string;
  /** Instead of the tokeniser beside the weights. */
  readonly tokenizer?: string | undefined;
  readonly config: FineTuneConfig;
  readonly version: string;
}

/** Makes the folder of a run; refuses one that is not empty. */
export function beginFineTuneRun(options: BeginFineTuneOptions): FineTuneRun {
  const { dir, data, text = [], id = null, group = null, config, version } = options;
  refuseFolder(dir);
  const init = openInit(options.init, options.tokenizer);
  const { labels, hash } = readLabelledTexts(data, {
    text,
    labels: options.labels ?? [],
    id,
    group,
    seed: config.seed,
  });
  const { maxLength, dropout } = config;
  if (maxLength !== null && maxLength > init.sizes.contextLength) {
    throw new Error(`--max-length ${maxLength}: the model of ${options.init} sees ${init.sizes.contextLength} at most`);
  }
  const run: FineTuneRunConfig = {
    format: 1,
    fovea: version,
    task: 'text-classification',
    created: new Date().toISOString(),
    data: { path: resolve(data), hash, text: [...text], labels: [...labels], id, group },
    init: { path: resolve(init.weights), hash: hashOf(init.weights) },
    model: { ...init.sizes, ...(dropout === null ? {} : { dropout }) },
    train: config,
  };
  makeFolder(dir, run, init.tokenizer);
  return { dir, config: run, tokenizer: init.tokenizer };
}

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Weights, tokeniser and sizes to begin from. */
function openInit(
  path: string,
  given: string | undefined,
): { weights: string; tokenizer: WordPieceTokenizer; sizes: z.infer<typeof BertSizes> } {
  const paths = textRunPaths(path);
  const isRun = existsSync(paths.config) && existsSync(join(path, 'checkpoints'));
  if (isRun) {
    const run = openPreTrainRun(path);
    if (!existsSync(paths.best)) throw new Error(`${path}: has no trained weights yet; go on with --resume ${path}`);
    using model = buildBert(run.config.train, run.tokenizer);
    return {
      weights: paths.best,
      tokenizer: checked(given ?? paths.tokenizer, run.tokenizer.vocabSize),
      sizes: model.config,
    };
  }
  const folder = existsSync(path) && statSync(path).isDirectory();
  const weights = folder
    ? ['model.safetensors', 'pytorch_model.bin'].map((name) => join(path, name)).find((file) => existsSync(file))
    : path;
  if (weights === undefined || !existsSync(weights))
    throw badFile(path, 'is no run of "fovea text pretrain", nor holds model.safetensors or pytorch_model.bin');
  let sizes: z.infer<typeof BertSizes>;
  try {
    sizes = bertConfigOf(readWeights(weights).tensors);
  } catch (error) {
    throw badFile(weights, (error as Error).message);
  }
  if (!folder && given === undefined) throw badFile(path, 'comes without a tokenizer', 'name it by --tokenizer');
  return { weights, tokenizer: checked(given ?? path, sizes.vocabSize), sizes };
}

function checked(path: string, vocabSize: number): WordPieceTokenizer {
  const tokenizer = readWordPiece(path);
  if (tokenizer.vocabSize === vocabSize) return tokenizer;
  throw badFile(
    path,
    `has ${tokenizer.vocabSize} tokens, the weights are of ${vocabSize}`,
    "give the weights' own tokenizer",
  );
}

export function openFineTuneRun(dir: string): FineTuneRun {
  const config = readRunConfig(dir, FineTuneRunConfig, 'of text classification', 'text finetune');
  return { dir, config, tokenizer: checked(textRunPaths(dir).tokenizer, config.model.vocabSize) };
}

/** What a run is of, by its `config.json`. */
export const taskOf = (dir: string): unknown => (readConfigFile(dir) as { task?: unknown } | null)?.task;

/** The texts of a run; refused where their file has changed since. */
export function readRunTexts({ config: { data, train } }: FineTuneRun): LabelledTexts {
  const texts = readLabelledTexts(data.path, { ...data, seed: train.seed });
  if (texts.hash === data.hash) return texts;
  throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
}

/** The classifier of a run, as it begins but for initial weights. */
export const classifierOf = ({ config }: FineTuneRun) =>
  new BertClassifier({ ...config.model, numClasses: config.data.labels.length });

/** A run's classifier with its best weights; the caller frees it. */
export const openClassifier = (run: FineTuneRun): BertClassifier => withBest(run.dir, classifierOf(run));

export const maxLengthOf = ({ config }: FineTuneRun): number => config.train.maxLength ?? config.model.contextLength;

/** The weights that a run begins from. @throws Error, one line, where they are not what they were. */
export function readInit({ config: { init } }: FineTuneRun): ReturnType<typeof readWeights>['tensors'] {
  if (existsSync(init.path) && hashOf(init.path) === init.hash) return readWeights(init.path).tensors;
  throw badFile(init.path, 'is not what the run began from', 'restore it, or begin a new run');
}
