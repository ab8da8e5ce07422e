import { availableParallelism } from 'node:os';
import { convertImage, decodeImage } from '../image/index.ts';
import { isPixels } from './container.ts';
import type { Sample } from './dataset.ts';

/** Where batches take their pixels from: the cache, or the files themselves. */
export interface ImageSource {
  readonly count: number;
  readonly channels: number;
  /** Height and width in pixels. */
  readonly size: number;
  /** Put the images at `indices` one after the other into `out`, u8 [N, C, H, W]. */
  read(indices: readonly number[], out: Uint8Array): void | Promise<void>;
}

/** What is done to a file before it is an image for a model. */
export interface Transform {
  readonly size: number;
  readonly channels: 1 | 3;
}

/** Decode, resize and lay out one image as u8 [C, H, W]. The error names the file. */
export async function loadImage(
  { file, packed }: Pick<Sample, 'file' | 'packed'>,
  { size, channels }: Transform,
): Promise<Uint8Array> {
  const stored = packed === undefined ? file : packed.container.image(packed.index);
  const { data } =
    typeof stored !== 'string' && isPixels(stored)
      ? convertImage(stored, { size, channels })
      : await decodeImage(stored, { size, channels });
  if (data.length !== channels * size * size) {
    throw new Error(`${file}: decoded to ${data.length} bytes, not ${channels}×${size}×${size}`);
  }
  return toPlanes(data, channels);
}

/** Interleaved [H, W, C], as decoders give it, to planes [C, H, W], as convolutions take it; one channel is both. */
export function toPlanes(interleaved: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return interleaved;
  const pixels = interleaved.length / channels;
  const planes = new Uint8Array(interleaved.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < pixels; i++) planes[c * pixels + i] = interleaved[i * channels + c]!;
  }
  return planes;
}

/** Images decoded anew each time: for prediction, and where there is no room for a cache. */
export function fileSource(samples: readonly Pick<Sample, 'file' | 'packed'>[], transform: Transform): ImageSource {
  const bytes = transform.channels * transform.size * transform.size;
  return {
    count: samples.length,
    ...transform,
    async read(indices, out) {
      await forEachConcurrent(indices.length, availableParallelism(), async (i) => {
        out.set(await loadImage(samples[indices[i]!]!, transform), i * bytes);
      });
    },
  };
}

/** Run `work` for 0 … n−1, at most `limit` at a time. After the first failure nothing new starts, and it is thrown once all rest. */
export async function forEachConcurrent(n: number, limit: number, work: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  let failure: unknown;
  const worker = async () => {
    while (next < n && !failed) {
      try {
        await work(next++);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, n) }, worker));
  if (failed) throw failure;
}
