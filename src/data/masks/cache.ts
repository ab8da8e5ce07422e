import { availableParallelism } from 'node:os';
import { type ImageCache, openImageCache } from '../cache.ts';
import type { Sample } from '../dataset.ts';
import { forEachConcurrent } from '../source.ts';
import { checkMaskSize, readMask, resizeLabels } from './source.ts';

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

/** Masks as class indices u8 [1, size, size], cached beside their images; each is checked against its image first. */
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
  const runs = masks.map((m) => (m.kind === 'rle' ? [m.size, m.rows.map((r) => r.runs)] : 0));
  const files = samples.map(({ imagePath }, i) => ({ imagePath, file: masks[i]!.file }));
  const recipe = JSON.stringify({ masks: 1, classes, runs, reasons: [...reasons] });
  return openImageCache({ dir, samples: files, size, channels: 1, skipBad, load, recipe });
}
