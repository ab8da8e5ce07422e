import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemError } from '../../formats/errors.ts';
import { readSafetensors, readTokenizer, writeFileAtomic, writeTokenizer } from '../../formats/index.ts';
import { createGpt, GPT_MODELS, type Gpt, loadGpt2 } from '../../models/index.ts';
import type { Tokenizer } from '../../text/index.ts';
import { runPaths } from '../run.ts';
import { TextRunConfig, type TextTrainConfig } from './config.ts';
import { partsOf, readCorpus } from './corpus.ts';
import { trainTokenizer } from './tokenize.ts';

export interface TextRun {
  readonly dir: string;
  readonly config: TextRunConfig;
  readonly tokenizer: Tokenizer;
}

export const textRunPaths = (dir: string) => ({ ...runPaths(dir), tokenizer: join(dir, 'tokenizer.json') });

export interface BeginTextOptions {
  readonly dir: string;
  /** A file of text, or a CSV file with `columns`. */
  readonly data: string;
  /** Columns that make up a document. */
  readonly columns?: readonly string[] | undefined;
  /** Column of the patient or report. */
  readonly groups?: string | undefined;
  readonly config: TextTrainConfig;
  readonly version: string;
}

/** Makes the folder of a run with the tokeniser of its text; refuses one that is not empty. */
export function beginTextRun(options: BeginTextOptions): TextRun {
  const { dir, data, columns = null, groups = null, config, version } = options;
  const paths = textRunPaths(dir);
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    const mend = existsSync(paths.config) ? `go on with it by --resume ${dir}, or choose` : 'choose';
    throw new Error(`${dir}: is not empty; ${mend} another --out`);
  }
  const corpus = readCorpus(data, { columns, groups });
  const vocabSize = config.vocabSize ?? GPT_MODELS[config.model].vocabSize;
  const tokenizer = trainTokenizer(corpus, partsOf(corpus, config), config, vocabSize);
  const run: TextRunConfig = {
    format: 1,
    fovea: version,
    task: 'causal-language-model',
    created: new Date().toISOString(),
    data: { path: resolve(data), hash: corpus.hash, columns: columns && [...columns], groups },
    train: config,
  };
  for (const kind of ['last', 'best']) mkdirSync(join(dir, 'checkpoints', kind), { recursive: true });
  writeTokenizer(paths.tokenizer, tokenizer);
  writeFileAtomic(paths.config, `${JSON.stringify(run, null, 2)}\n`);
  return { dir, config: run, tokenizer };
}

export function openTextRun(dir: string): TextRun {
  const paths = textRunPaths(dir);
  if (!existsSync(paths.config)) throw new Error(`${dir}: is not a run (it has no config.json)`);
  const result = TextRunConfig.safeParse(parseJson(paths.config));
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new Error(
      `${paths.config}: is not of a language model (${path.join('.')}: ${message}); see "fovea text train"`,
    );
  }
  return { dir, config: result.data, tokenizer: readTokenizer(paths.tokenizer) };
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`${path}: is not JSON; restore it, or train again`);
    throw systemError(path, 'read', error);
  }
}

/** The model of a run, as it begins. */
export function buildGpt({ config: { train }, tokenizer }: Pick<TextRun, 'config' | 'tokenizer'>): Gpt {
  const { contextLength, dropout } = train;
  return createGpt(train.model, {
    vocabSize: tokenizer.vocabSize,
    ...(contextLength === null ? {} : { contextLength }),
    ...(dropout === null ? {} : { dropout }),
  });
}

/** A run's model with its best weights; the caller frees it. */
export function openGpt(run: TextRun): Gpt {
  const path = textRunPaths(run.dir).best;
  if (!existsSync(path)) throw new Error(`${run.dir}: has no trained weights yet; go on with --resume ${run.dir}`);
  const model = buildGpt(run);
  try {
    loadGpt2(model, readSafetensors(path).tensors);
    return model.eval();
  } catch (error) {
    model.dispose();
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}
