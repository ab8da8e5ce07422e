import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  applySplit,
  type Dataset,
  isDatasetFile,
  openDataset,
  openImages,
  readSplit,
  SPLITS,
  type Split,
} from '../data/index.ts';
import { openOptions, type Run, runPaths } from '../train/index.ts';
import { oneOf } from './command.ts';

export interface OpenOptions {
  readonly split?: string | undefined;
  readonly skipBad: boolean;
  /** Another way to open a data set; null where it is none of that kind. */
  readonly open?: (path: string) => Dataset | null;
}

/** Images to predict: a data set if --data is one, else the images themselves. */
export function openForPrediction(run: Run, paths: readonly string[], options: OpenOptions): Dataset {
  const [first, ...more] = paths as [string, ...string[]];
  if (!existsSync(first)) throw new Error(`${first}: no such file or folder`);
  if (more.length === 0 && (statSync(first).isDirectory() || isDatasetFile(first))) {
    const dataset = options.open?.(first) ?? tryDataset(run, first, options);
    if (dataset !== null) return ofSplit(run, dataset, first, options);
  }
  if (options.split !== undefined) throw new Error(`${first}: is no data set with splits; leave --split out`);
  return openImages(paths);
}

/** A labelled data set of the classes that the run knows. */
export function openForEvaluation(run: Run, path: string, options: OpenOptions): Dataset {
  const dataset = openDataset(path, { ...openOptions(run.config.data), skipBad: options.skipBad });
  return ofSplit(run, dataset, path, options);
}

/** A folder that only holds images is no data set, and is predicted all the same; a data set that is broken is an error. */
function tryDataset(run: Run, path: string, { skipBad }: OpenOptions): Dataset | null {
  try {
    const { data } = run.config;
    // The classes of a segmentation are of pixels, and no labels of images.
    const known = data.masks === null ? data : { ...data, classes: [] };
    return openDataset(path, { ...openOptions(known), unlabelled: true, skipBad });
  } catch (error) {
    if (error instanceof Error && error.message.includes('no data set here')) return null;
    throw error;
  }
}

/** The training data is split as the run wrote it down; other data by its own column. */
function ofSplit(run: Run, dataset: Dataset, path: string, options: OpenOptions): Dataset {
  const split: Split | undefined = oneOf('split', options.split, SPLITS);
  if (split === undefined) return dataset;
  const { data } = run.config;
  const own = resolve(path) === data.path || dataset.hash === data.hash;
  const record = own ? readSplit(runPaths(run.dir).split, data.classes) : null;
  const { samples } = record ? applySplit(dataset, record, options.skipBad) : dataset;
  const chosen = samples.filter((s) => s.split === split);
  if (chosen.length === 0) throw new Error(`${path}: has no ${split} images; leave --split out to take all`);
  return { ...dataset, samples: chosen };
}
