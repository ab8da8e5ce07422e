import { existsSync, statSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import {
  applySplit,
  type Dataset,
  readSplit,
  type SplitRecord,
  splitUnlabelled,
  writeSplit,
} from '../../data/index.ts';
import { writeTokenizer } from '../../formats/index.ts';
import type { WordPieceTokenizer } from '../../text/index.ts';
import type { InitialWeights } from '../initial-weights.ts';
import { resolvePrecision } from '../precision.ts';
import { fitNormalisation, normalisationFor } from '../preprocess.ts';
import { createRunFolder, readRunJson, runPaths } from '../run.ts';
import { readWordPiece } from '../text/bert/index.ts';
import { textRunPaths } from '../text/run.ts';
import { type PretrainConfig, PretrainRunConfig } from './config.ts';
import { openPretrainImages, trainingTexts } from './images.ts';
import { methodOf } from './method.ts';

export interface PretrainRun {
  readonly dir: string;
  readonly config: PretrainRunConfig;
  /** Where the method reads texts. */
  readonly tokenizer: WordPieceTokenizer | null;
}

export const pretrainPaths = (dir: string) => ({
  ...runPaths(dir),
  pictures: join(dir, 'reconstructions'),
  tokenizer: textRunPaths(dir).tokenizer,
});

export interface BeginPretrainOptions {
  readonly dir: string;
  /** Data sets of any layout; their images are taken as one set, without labels. */
  readonly data: readonly string[];
  /** Runs, or their split.csv, whose test patients and images are left alone. */
  readonly leaveOut?: readonly string[] | undefined;
  /** Weights to begin from, as `findInitialWeights` found them. */
  readonly init?: InitialWeights | undefined;
  readonly config: PretrainConfig;
  readonly skipBad?: boolean | undefined;
  readonly version: string;
}

/** Opens and divides the data, and makes the folder of a run. Nothing is written if the data or the model is unfit. */
export function beginPretrainRun(options: BeginPretrainOptions): { run: PretrainRun; warnings: readonly string[] } {
  const { dir, init, skipBad = false, version } = options;
  const paths = options.data.map((path) => resolve(path));
  const { texts } = methodOf(options.config);
  const config = texts?.settle(options.config) ?? options.config;
  const dataset = openPretrainImages(paths, { skipBad, config });
  const excluded = new Set((options.leaveOut ?? []).flatMap(testNames));
  const split = splitUnlabelled(dataset, { seed: config.seed, share: config.heldOut, excluded });
  const normalisation = fitNormalisation(
    config.normalisation ?? init?.normalisation ?? normalisationFor(config.inChannels),
    config.inChannels,
  );
  const train = { ...config, normalisation, threads: config.threads ?? availableParallelism() };
  const read = texts?.prepare(trainingTexts(dataset, split, texts, config), config);
  const tokenizer = read?.tokenizer ?? null;
  checkMethod(train, tokenizer);
  const record: PretrainRunConfig = {
    format: 1,
    fovea: version,
    task: 'pretraining',
    created: new Date().toISOString(),
    data: {
      ...{ paths, layout: dataset.layout, hash: dataset.hash, splitHash: split.hash, skipBad },
      images: { train: split.counts.train.images, val: split.counts.val.images, test: split.counts.test.images },
    },
    train,
    weights: init ?? null,
    environment: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? 'unknown',
    },
  };
  createRunFolder(dir, record);
  writeSplit(runPaths(dir).split, split);
  if (tokenizer !== null) writeTokenizer(pretrainPaths(dir).tokenizer, tokenizer);
  return {
    run: { dir, config: record, tokenizer },
    warnings: [...dataset.warnings, ...split.warnings, ...(read?.warnings ?? []), ...dataset.skipped],
  };
}

/** Builds what would learn, and throws it away: what is wrong with the model is known before anything is written. */
function checkMethod(config: PretrainConfig, tokenizer: WordPieceTokenizer | null): void {
  const precision = resolvePrecision(config);
  const normalisation = config.normalisation!;
  methodOf(config).create({ config, precision, normalisation, steps: 1, tokenizer }).module.dispose();
}

/** Test images and patients of a run, or of a split.csv. */
function testNames(path: string): string[] {
  const file = existsSync(runPaths(path).split) ? runPaths(path).split : path;
  if (!existsSync(file) || statSync(file).isDirectory())
    throw new Error(`${path}: neither a run nor a split.csv to leave out`);
  return testOf(readSplit(file)).flatMap(({ imagePath, patientId }) => [
    imagePath,
    ...(patientId === '' ? [] : [patientId]),
  ]);
}

const testOf = ({ assignments }: SplitRecord) => assignments.filter(({ split }) => split === 'test');

export function openPretrainRun(dir: string): PretrainRun {
  const json = readRunJson(dir);
  const result = PretrainRunConfig.safeParse(json);
  if (result.success) {
    const { train } = result.data;
    const tokenizer = methodOf(train).texts === undefined ? null : readWordPiece(pretrainPaths(dir).tokenizer);
    return { dir, config: result.data, tokenizer };
  }
  const path = runPaths(dir).config;
  if ((json as { task?: unknown }).task !== 'pretraining')
    throw new Error(`${dir}: is a run of another kind; go on with it by "fovea train --resume ${dir}"`);
  const { path: key, message } = result.error.issues[0]!;
  throw new Error(`${path}: ${key.join('.')}: ${message}`);
}

/** The data of a run as its record says, without the images that are left alone; refused if it is no longer the same. */
export function openPretrainData({ dir, config }: PretrainRun): Dataset {
  const { paths, hash, skipBad } = config.data;
  const dataset = openPretrainImages(paths, { skipBad, config: config.train });
  if (dataset.hash !== hash)
    throw new Error(`${paths.join(', ')}: has changed since the run began; restore it, or begin a new run`);
  const divided = applySplit(dataset, readSplit(runPaths(dir).split));
  return { ...divided, samples: divided.samples.filter(({ split }) => split !== 'test') };
}
