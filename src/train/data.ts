import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  applySplit,
  type Dataset,
  type ImageCache,
  type MaskOptions,
  openDataset,
  openImageCache,
  openMaskCache,
  openMaskedDataset,
  readSplit,
  type Sample,
  type Split,
  takeFraction,
} from '../data/index.ts';
import type { DataRecord, TrainConfig } from './config.ts';
import { type Run, runPaths } from './run.ts';

/** The data of a run, opened again as its record says; refused if it is no longer the same. */
export function openRunData(run: Run): Dataset {
  const { data } = run.config;
  const dataset = data.masks === null ? openDataset(data.path, openOptions(data)) : openMaskedRecord(data.path, data);
  if (dataset.hash !== data.hash) {
    throw new Error(`${data.path}: has changed since the run began; restore it, or begin a new run`);
  }
  const { trainFraction, splitSeed, seed } = run.config.train;
  const whole = applySplit(dataset, readSplit(runPaths(run.dir).split, data.classes));
  return takeFraction(whole, trainFraction, splitSeed ?? seed);
}

/** A data set with masks, read as the training data was. */
export function openMaskedRecord(
  path: string,
  data: DataRecord,
  masks: MaskOptions = data.masks!,
  skipBad = data.skipBad,
): Dataset {
  const { label, positive } = data;
  return openMaskedDataset(path, { skipBad, masks, ...(label ? { label } : {}), ...(positive ? { positive } : {}) });
}

/** How masks of data are found: as the run's own, or of other data in its folders, for the regions that the run knows. */
export function masksFor({ config }: Run, path: string): MaskOptions {
  const own = config.data.masks!;
  if (path === config.data.path) return own;
  const regions = config.train.segmentation.multiLabel ? config.data.classes.slice(1) : own.classes;
  return { ...own, path: null, layers: [], classes: regions };
}

/** How the training data was read, so that other data is read the same way. */
export function openOptions(data: Pick<DataRecord, 'label' | 'positive' | 'classes' | 'skipBad'>) {
  return {
    ...(data.label === null ? {} : { label: data.label }),
    ...(data.positive === null ? {} : { positive: data.positive }),
    ...(data.classes.length === 0 ? {} : { classes: data.classes }),
    skipBad: data.skipBad,
  };
}

/** Decoded images of some samples, in one cache. */
export interface CachedData extends Disposable {
  readonly cache: ImageCache;
  readonly samples: readonly Sample[];
  readonly labels: Int32Array;
  /** Class indices of every pixel, in the order of the cache; null where images have classes only. */
  readonly masks: ImageCache | null;
  /** Indices into the cache and `samples`, without images that could not be read; of one split, or all. */
  indices(split?: Split): number[];
}

export interface CacheRequest {
  readonly config: Pick<TrainConfig, 'imageSize' | 'colour'>;
  /** Go on past images that cannot be read; they are in `cache.skipped`. */
  readonly skipBad: boolean;
  readonly dir?: string | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** As `cacheImages`, with the masks. Images whose mask cannot be used are left out with `skipBad`. */
export async function cacheMasked(
  samples: readonly Sample[],
  request: CacheRequest & { readonly classes: number },
): Promise<CachedData> {
  const { config, skipBad, classes, dir = defaultCacheDir() } = request;
  const images = await cacheImages(samples, request);
  try {
    const masks = await openMaskCache({ dir, samples, classes, size: config.imageSize, skipBad });
    const usable = new Set(masks.usable);
    return {
      ...images,
      masks,
      labels: presence(masks, usable),
      indices: (split) => images.indices(split).filter((i) => usable.has(i)),
      [Symbol.dispose]() {
        masks[Symbol.dispose]();
        images[Symbol.dispose]();
      },
    };
  } catch (error) {
    images[Symbol.dispose]();
    throw error;
  }
}

/** Whether each mask has anything in it, at the size that the model sees; 0 where it cannot be read. */
function presence(masks: ImageCache, usable: ReadonlySet<number>): Int32Array {
  const mask = new Uint8Array(masks.size ** 2);
  return Int32Array.from({ length: masks.count }, (_, i) => {
    if (!usable.has(i)) return 0;
    masks.read([i], mask);
    return Number(mask.some((value) => value > 0));
  });
}

export async function cacheImages(samples: readonly Sample[], request: CacheRequest): Promise<CachedData> {
  const { config, skipBad, dir = defaultCacheDir(), onProgress } = request;
  const channels = config.colour ? 3 : 1;
  const options = { dir, samples, size: config.imageSize, channels, skipBad } as const;
  const cache = await openImageCache({ ...options, ...(onProgress ? { onProgress } : {}) });
  return {
    cache,
    samples,
    labels: Int32Array.from(samples, (s) => s.label),
    masks: null,
    indices: (split) => cache.usable.filter((i) => split === undefined || samples[i]!.split === split),
    [Symbol.dispose]: () => cache[Symbol.dispose](),
  };
}

/** Decoded images are shared by all runs of a user, so they lie outside the runs; `FOVEA_CACHE` puts them elsewhere. */
export function defaultCacheDir(): string {
  return process.env.FOVEA_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fovea', 'images');
}
