import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import {
  type Dataset,
  DEFAULT_FRACTIONS,
  type MaskOptions,
  openDataset,
  openMaskedDataset,
  type Split,
  type SplitRecord,
  splitByPatient,
  writeSplit,
} from '../data/index.ts';
import type { RunConfig, TrainConfig } from './config.ts';
import { type InitialWeights, openInitialWeights } from './initial-weights.ts';
import { fitNormalisation, normalisationFor } from './preprocess.ts';
import { overlapWarnings } from './pretrain/overlap.ts';
import { createRun, type Run, runPaths } from './run.ts';

export interface BeginOptions {
  readonly dir: string;
  readonly data: string;
  readonly label?: string | undefined;
  readonly positive?: string | undefined;
  /** Weights to begin from: their path, or as `findInitialWeights` found them. */
  readonly init?: string | InitialWeights | undefined;
  readonly config: TrainConfig;
  readonly skipBad?: boolean | undefined;
  /** Of a segmentation: where its masks are. */
  readonly masks?: MaskOptions | undefined;
  /** Another split than by the data and the seed, as cross-validation makes them. */
  readonly split?: ((dataset: Dataset) => SplitRecord) | undefined;
  /** Version of Fovea, for the record. */
  readonly version: string;
}

export interface Prepared {
  readonly config: RunConfig;
  readonly dataset: Dataset;
  readonly split: SplitRecord;
  readonly warnings: readonly string[];
}

/** Opens and splits the data, and says all that repeats the run. Nothing is written. */
export function prepareRun(options: Omit<BeginOptions, 'dir'>): Prepared {
  const { config, init, skipBad = false, version } = options;
  const path = resolve(options.data);
  const { label, positive } = options;
  const columns = { skipBad, ...(label ? { label } : {}), ...(positive ? { positive } : {}) };
  const masks = config.task === 'segmentation' ? maskRecord(options.masks) : null;
  const dataset = masks === null ? openDataset(path, columns) : openMaskedDataset(path, { ...columns, masks });
  const split =
    options.split?.(dataset) ??
    splitByPatient(dataset, {
      ...{ seed: config.splitSeed ?? config.seed, needsClasses: masks === null },
      fractions: fractionsOf(config),
    });
  const weights = typeof init === 'string' ? openInitialWeights(init) : (init ?? null);
  const normalisation = config.normalisation ?? weights?.normalisation ?? normalisationFor(config.inChannels);
  const run: RunConfig = {
    format: 1,
    fovea: version,
    task: config.task,
    created: new Date().toISOString(),
    data: {
      path,
      label: label ?? null,
      positive: positive ?? null,
      layout: dataset.layout,
      classes: [...dataset.classes],
      hash: dataset.hash,
      splitHash: split.hash,
      skipBad,
      masks,
    },
    train: {
      ...config,
      segmentation: { ...config.segmentation, multiLabel: dataset.overlapping ?? false },
      normalisation: fitNormalisation(normalisation, config.inChannels),
      threads: config.threads ?? availableParallelism(),
    },
    init: weights?.file ?? null,
    weights,
    environment: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? 'unknown',
    },
  };
  const seen = weights === null ? [] : overlapWarnings(weights.file, path, split);
  return {
    config: run,
    dataset,
    split,
    warnings: [...dataset.warnings, ...split.warnings, ...seen, ...dataset.skipped],
  };
}

/** With its path in full, so that the run can be resumed from anywhere. */
function maskRecord({ path, classes, rleSize, layers = [] }: MaskOptions = { path: null, classes: [], rleSize: null }) {
  const named = layers.map((layer) => ({ name: layer.name, path: resolve(layer.path) }));
  return { path: path === null ? null : resolve(path), classes: [...classes], rleSize, layers: named };
}

/** Prepares a run and makes its folder. Nothing is written if the data is unfit. */
export function beginRun(options: BeginOptions): { run: Run; dataset: Dataset; warnings: readonly string[] } {
  const { config, dataset, split, warnings } = prepareRun(options);
  const run = createRun(options.dir, config);
  writeSplit(runPaths(options.dir).split, split);
  return { run, dataset, warnings };
}

function fractionsOf({ valFraction }: Pick<TrainConfig, 'valFraction'>): Readonly<Record<Split, number>> {
  if (valFraction === null) return DEFAULT_FRACTIONS;
  const { test } = DEFAULT_FRACTIONS;
  return { train: (1 - test) * (1 - valFraction), val: (1 - test) * valFraction, test };
}
