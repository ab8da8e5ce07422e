import { availableParallelism } from 'node:os';
import { type ImageCache, openImageCache } from '../cache.ts';
import { contentHashes } from '../contentHash.ts';
import type { Sample } from '../dataset.ts';
import { forEachConcurrent } from '../source.ts';
import { resizeLabels } from './regions.ts';
import { checkMaskSize, filesOf, type MaskSource, readMask } from './source.ts';

export interface MaskCacheOptions {
  readonly dir: string;
  /** Each with its mask. */
  readonly samples: readonly Sample[];
  /** Of the labels, background among them. */
  readonly classes: number;
  /** Side of the square masks, as the images are. */
  readonly size: number;
  readonly skipBad: boolean;
}

/** Masks as class indices (or bits of regions that may overlap) u8 [1, size, size], cached beside their images; each is checked against its image first. */
export async function openMaskCache(options: MaskCacheOptions): Promise<ImageCache> {
  const { dir, samples, classes, size, skipBad } = options;
  const masks = samples.map((s) => s.mask!);
  const reasons = new Map<number, string>();
  await forEachConcurrent(samples.length, availableParallelism(), async (i) => {
    if (samples[i]!.packed !== undefined) return;
    try {
      await checkMaskSize(masks[i]!, samples[i]!.file);
    } catch (error) {
      if (!skipBad) throw error;
      reasons.set(i, (error as Error).message);
    }
  });
  const load = async (i: number) => {
    if (reasons.has(i)) throw new Error(reasons.get(i));
    return resizeLabels(await readMask(masks[i]!, samples[i]!.file, classes), { width: size, height: size });
  };
  const files = samples.map(({ imagePath }, i) => ({ imagePath, file: masks[i]!.file }));
  const recipe = JSON.stringify({
    masks: 1,
    classes,
    runs: masks.map(runsOf),
    ...(await layersOf(masks, dir)),
    reasons: [...reasons],
  });
  return openImageCache({ dir, samples: files, size, channels: 1, skipBad, load, recipe });
}

const runsOf = (mask: MaskSource): unknown =>
  mask.kind === 'rle'
    ? [mask.size, mask.rows.map((r) => r.runs)]
    : mask.kind === 'layers'
      ? mask.layers.map(runsOf)
      : 0;

/** What the masks beside the first of each image hold: the cache knows one file for each itself. */
async function layersOf(masks: readonly MaskSource[], dir: string) {
  const files = [...new Set(masks.flatMap((mask) => filesOf(mask).slice(1)))];
  if (files.length === 0) return {};
  const hashes = await contentHashes(files, { dir, concurrency: availableParallelism() });
  const known = new Map(files.map((file, i) => [file, hashes[i]!]));
  return {
    layers: masks.map((mask) =>
      filesOf(mask)
        .slice(1)
        .map((file) => known.get(file)),
    ),
  };
}
