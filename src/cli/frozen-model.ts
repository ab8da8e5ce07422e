import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  applySplit,
  type Dataset,
  isDatasetFile,
  openDataset,
  openImages,
  readSplit,
  splitByPatient,
} from '../data/index.ts';
import { modelInfo } from '../models/catalog/index.ts';
import {
  type OpenModel,
  openPretrained,
  openRun,
  openRunModel,
  parseTrainConfig,
  type Run,
  runPaths,
} from '../train/index.ts';
import { numberOf, UsageError } from './command.ts';
import { checkModel, fetchWeights, knownWeights } from './init-weights.ts';

/** Options that say which model is looked at: a run, or weights in a model. */
export const FROZEN_ARGS = {
  run: { type: 'positional', required: false, description: 'Folder of the run' },
  init: { type: 'string', description: 'Instead of a run: weights, a file or a name of "fovea models --weights"' },
  model: { type: 'string', description: 'The model that --init is of (default: the one it is named for)' },
  'image-size': { type: 'string', description: 'With --init: side of the square images (default: the model’s own)' },
  colour: { type: 'boolean', description: 'With --init: decode images in colour rather than grey' },
  data: { type: 'string', description: 'Data set (default: the one that the run was trained on)' },
  label: { type: 'string', description: 'Column or finding that is the class (default: as the run)' },
  positive: { type: 'string', description: 'Value of that column that is the positive class' },
  device: { type: 'string', description: 'cpu, cuda … (default: a GPU if there is one)' },
  'skip-bad': { type: 'boolean', description: 'Leave bad rows and images out, and list them' },
  json: { type: 'boolean', description: 'Print one JSON object' },
} as const;

export interface FrozenArgs {
  readonly run?: string | undefined;
  readonly init?: string | undefined;
  readonly model?: string | undefined;
  readonly 'image-size'?: string | undefined;
  readonly colour?: boolean | undefined;
  readonly data?: string | undefined;
  readonly label?: string | undefined;
  readonly positive?: string | undefined;
  readonly device?: string | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export interface FrozenModel {
  /** Null of weights that are no run's. */
  readonly run: Run | null;
  /** The run's folder, or the weights. */
  readonly source: string;
  readonly name: string;
  open(): OpenModel;
}

/** The model that the options name, in f32: what is measured here should not hang on the rounding of bf16. */
export async function frozenModel(args: FrozenArgs): Promise<FrozenModel> {
  const { run: dir, init, device } = args;
  if ((dir === undefined) === (init === undefined)) throw new UsageError('give either the folder of a run, or --init');
  const options = { precision: 'f32', ...(device ? { device } : {}) } as const;
  if (dir !== undefined) {
    for (const flag of ['model', 'image-size', 'colour'] as const) {
      if (args[flag] !== undefined) throw new UsageError(`--${flag} goes with --init; a run has its own`);
    }
    const run = openRun(dir);
    return { run, source: dir, name: run.config.train.model, open: () => openRunModel(run, options) };
  }
  const known = knownWeights(init);
  const model = args.model ?? known?.model;
  if (model === undefined) throw new UsageError('--init needs --model, the model that the weights are of');
  checkModel(known, model);
  const { defaultImageSize } = modelInfo(model);
  const imageSize = numberOf('image-size', args['image-size']) ?? defaultImageSize;
  const config = parseTrainConfig({ ...options, model, imageSize, colour: args.colour === true }, 'options');
  const weights = (await fetchWeights(init, known, args.json === true))!;
  const open = () => {
    const opened = openPretrained(weights, config);
    const { unloaded } = opened;
    if (unloaded.length > 0)
      console.error(`note: ${init} has no ${unloaded[0]} (and ${unloaded.length - 1} more): these stay random`);
    return opened;
  };
  return { run: null, source: weights.name ?? init!, name: model, open };
}

/** The images to look at, with labels where there are some, and the split of each where that is known. */
export function frozenData({ run }: FrozenModel, args: FrozenArgs, more: readonly string[] = []): Dataset {
  const path = args.data ?? run?.config.data.path;
  if (path === undefined) throw new UsageError('--init needs --data');
  if (!existsSync(path)) throw new Error(`${path}: no such file or folder`);
  if (more.length === 0 && (statSync(path).isDirectory() || isDatasetFile(path))) {
    const dataset = labelledData(run, path, args);
    if (dataset !== null) return withRunSplit(run, dataset);
  }
  return openImages([path, ...more]);
}

/** A folder that only holds images is no data set, and is looked at all the same. */
function labelledData(run: Run | null, path: string, args: FrozenArgs): Dataset | null {
  const label = args.label ?? run?.config.data.label ?? undefined;
  const positive = args.positive ?? (args.label === undefined ? run?.config.data.positive : null) ?? undefined;
  const columns = { ...(label ? { label } : {}), ...(positive ? { positive } : {}) };
  // the classes a run knows, where it is asked for the same label
  const classes = args.label === undefined && args.positive === undefined ? run?.config.data.classes : undefined;
  try {
    const skipBad = args['skip-bad'] === true || run?.config.data.skipBad === true;
    return openDataset(path, { ...columns, ...(classes ? { classes } : {}), unlabelled: true, skipBad });
  } catch (error) {
    if (error instanceof Error && error.message.includes('no data set here')) return null;
    throw error;
  }
}

/** The images that a run was trained on stay training images, whatever else is asked of them. */
function withRunSplit(run: Run | null, dataset: Dataset): Dataset {
  if (run === null) return dataset;
  const { path, hash, classes } = run.config.data;
  const same =
    dataset.hash === hash || [path, dirname(path)].some((p) => existsSync(p) && realpathSync(p) === dataset.root);
  if (!same) return dataset;
  const record = readSplit(runPaths(run.dir).split, classes);
  const known = new Set(record.assignments.map((a) => a.imagePath));
  return dataset.samples.every((s) => known.has(s.imagePath)) ? applySplit(dataset, record) : dataset;
}

/** As `frozenData`, with every image in a split: the run's, the data's own, or by patient with a seed. */
export function splitData(
  model: FrozenModel,
  args: FrozenArgs,
  seed: number,
): { dataset: Dataset; notes: readonly string[] } {
  const dataset = frozenData(model, args);
  if (dataset.layout === 'images')
    throw new Error(`${args.data}: has no labels; see docs/data.md for what a data set is`);
  const unlabelled = dataset.samples.find((s) => s.label < 0);
  if (unlabelled) throw new Error(`${dataset.name}: ${unlabelled.imagePath} (row ${unlabelled.row}) has no label`);
  if (dataset.samples.every((s) => s.split !== undefined) && new Set(dataset.samples.map((s) => s.split)).size === 3)
    return { dataset, notes: [] };
  const split = splitByPatient(dataset, { seed });
  return { dataset: applySplit(dataset, split), notes: split.warnings };
}
