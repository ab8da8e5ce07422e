import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { badFile, systemError } from '../../../formats/errors.ts';
import { readSafetensors, readTokenizer, writeFileAtomic, writeTokenizer } from '../../../formats/index.ts';
import { type BertClassifier, type BertForPreTraining, loadBert } from '../../../models/index.ts';
import { trainWordPiece, WordPieceTokenizer } from '../../../text/index.ts';
import { textRunPaths } from '../run.ts';
import { type PreTrainConfig, PreTrainRunConfig } from './config.ts';
import { readDocuments } from './documents.ts';
import { buildBert } from './pretrain.ts';

export interface PreTrainRun {
  readonly dir: string;
  readonly config: PreTrainRunConfig;
  readonly tokenizer: WordPieceTokenizer;
}

export interface BeginPreTrainOptions {
  readonly dir: string;
  /** A file of text in BERT's form, or a CSV. */
  readonly data: string;
  /** Columns of the CSV that make up a document. */
  readonly text?: readonly string[];
  /** A tokeniser to use; else one is learnt from the training documents. */
  readonly tokenizer?: string | undefined;
  readonly config: PreTrainConfig;
  readonly version: string;
}

/** Makes the folder of a run; refuses one that is not empty. */
export function beginPreTrainRun(options: BeginPreTrainOptions): PreTrainRun {
  const { dir, data, text = [], config, version } = options;
  refuseFolder(dir);
  const documents = readDocuments(data, { text, validation: config.validation });
  const tokenizer =
    options.tokenizer === undefined
      ? learnTokenizer(documents.train, config.vocabSize)
      : readWordPiece(options.tokenizer);
  const run: PreTrainRunConfig = {
    format: 1,
    fovea: version,
    task: 'masked-language-model',
    created: new Date().toISOString(),
    data: { path: resolve(data), hash: documents.hash, text: [...text] },
    train: config,
  };
  makeFolder(dir, run, tokenizer);
  return { dir, config: run, tokenizer };
}

function learnTokenizer(documents: readonly (readonly string[])[], vocabSize: number): WordPieceTokenizer {
  try {
    return trainWordPiece(documents.flat(), { vocabSize });
  } catch (error) {
    throw new Error(`--vocab-size ${vocabSize}: ${(error as Error).message}`);
  }
}

/** @throws Error, one line, where a run lies there already, or anything else. */
export function refuseFolder(dir: string): void {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return;
  const mend = existsSync(textRunPaths(dir).config) ? `go on with it by --resume ${dir}, or choose` : 'choose';
  throw new Error(`${dir}: is not empty; ${mend} another --out`);
}

export function makeFolder(dir: string, config: object, tokenizer: WordPieceTokenizer): void {
  const paths = textRunPaths(dir);
  for (const kind of ['last', 'best']) mkdirSync(join(dir, 'checkpoints', kind), { recursive: true });
  writeTokenizer(paths.tokenizer, tokenizer);
  writeFileAtomic(paths.config, `${JSON.stringify(config, null, 2)}\n`);
}

export function openPreTrainRun(dir: string): PreTrainRun {
  const config = readRunConfig(dir, PreTrainRunConfig, 'of pre-training', 'text pretrain');
  return { dir, config, tokenizer: readWordPiece(textRunPaths(dir).tokenizer) };
}

/** A run's `config.json` as one kind of run writes it. */
export function readRunConfig<T>(dir: string, schema: z.ZodType<T>, kind: string, made: string): T {
  const result = schema.safeParse(readConfigFile(dir));
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw badFile(textRunPaths(dir).config, `is not ${kind} (${path.join('.')}: ${message})`, `see "fovea ${made}"`);
}

/** A run's `config.json`, whatever the run is of. */
export function readConfigFile(dir: string): unknown {
  const path = textRunPaths(dir).config;
  if (!existsSync(path)) throw new Error(`${dir}: is not a run (it has no config.json)`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw badFile(path, 'is not JSON', 'restore it, or train again');
    throw systemError(path, 'read', error);
  }
}

/** @throws Error, one line, for a tokeniser of another kind, or without BERT's special tokens. */
export function readWordPiece(path: string): WordPieceTokenizer {
  const tokenizer = readTokenizer(path);
  if (!(tokenizer instanceof WordPieceTokenizer)) throw badFile(path, 'is no WordPiece tokenizer', 'BERT needs one');
  const lacking = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].find((name) => !tokenizer.specialTokens.has(name));
  if (lacking !== undefined) throw badFile(path, `has no token ${lacking}`, "BERT needs it; give BERT's own tokenizer");
  return tokenizer;
}

/** The model of a pre-training run with its best weights; the caller frees it. */
export function openPreTrained(run: PreTrainRun): BertForPreTraining {
  return withBest(run.dir, buildBert(run.config.train, run.tokenizer));
}

/** Loads a run's best weights into a model as it begins. */
export function withBest<M extends BertForPreTraining | BertClassifier>(dir: string, model: M): M {
  const path = textRunPaths(dir).best;
  try {
    if (!existsSync(path)) throw new Error(`${dir}: has no trained weights yet; go on with --resume ${dir}`);
    const { missing } = loadBert(model, readSafetensors(path).tensors);
    if (missing.length > 0) throw new Error(`${path}: lacks ${missing[0]}; train again`);
    return model.eval() as M;
  } catch (error) {
    model.dispose();
    const { message } = error as Error;
    throw new Error(message.startsWith(dir) ? message : `${path}: ${message}`);
  }
}
