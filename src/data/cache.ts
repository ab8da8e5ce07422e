import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Footer, openPacked, type PackedFile, PackedWriter } from './cacheFile.ts';
import { contentHashes } from './contentHash.ts';
import type { Sample } from './dataset.ts';
import { forEachConcurrent, type ImageSource, loadImage, type Transform } from './source.ts';

/** Small images are held in memory as they are, u8: a system call for each would take longer than copying it. */
const IN_MEMORY = { imageBytes: 1 << 14, bytes: 1 << 29 } as const;

/** To be raised whenever the same file and transform give other pixels than before. */
const DECODER_VERSION = 2;

export interface CacheOptions extends Transform {
  /** Folder of the cache; may be shared by runs and by processes. */
  readonly dir: string;
  readonly samples: readonly Pick<Sample, 'file' | 'imagePath' | 'packed'>[];
  /** Images decoded at a time (default: one for each core). */
  readonly concurrency?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Go on past images that cannot be decoded; they are listed in `skipped` and cannot be read. */
  readonly skipBad?: boolean;
  /** What is made of a sample in place of its decoded image (a mask, say): u8 [C, H, W]; `recipe` then says all it depends on beside the files. */
  readonly load?: (index: number) => Promise<Uint8Array>;
  readonly recipe?: string;
}

export interface SkippedImage {
  readonly index: number;
  readonly imagePath: string;
  readonly reason: string;
}

/** Decoded, resized images in one file, by the index of their sample. */
export interface ImageCache extends ImageSource, Disposable {
  readonly file: string;
  /** Whether this call had to decode the images. */
  readonly built: boolean;
  readonly skipped: readonly SkippedImage[];
  /** Indices of the images that can be read. */
  readonly usable: readonly number[];
  /** SHA-256 of the content of every image file and the transform: the key of the cache. */
  readonly key: string;
  read(indices: readonly number[], out: Uint8Array): void;
}

/**
 * Open the cache of these images at this size, decoding them first where it is absent or damaged. The key is the content
 * of the files and the transform, so a renamed data set hits and a changed image misses.
 */
export async function openImageCache(options: CacheOptions): Promise<ImageCache> {
  const { dir, samples, size, channels, concurrency = availableParallelism(), skipBad = false } = options;
  const files = [...new Set(samples.map((s) => s.file))];
  const contents = await contentHashes(files, { dir, concurrency });
  const ofFile = new Map(files.map((file, i) => [file, contents[i]!]));
  // an image inside another file is known by that file's content and its own name there
  const hashes = samples.map(({ file, packed }) =>
    packed === undefined ? ofFile.get(file)! : `${ofFile.get(file)} ${packed.container.names[packed.index]}`,
  );
  const content = { DECODER_VERSION, size, channels, hashes, recipe: options.recipe };
  const key = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const file = join(dir, `${key.slice(0, 32)}.images`);
  const expect = { key, count: samples.length, imageBytes: channels * size * size };

  let built = false;
  let packed = await openPacked(file, expect);
  if (packed === undefined) {
    await build(file, expect, { ...options, concurrency });
    built = true;
    packed = await openPacked(file, expect);
  }
  if (packed === undefined) throw new Error(`${file}: does not read back as written; check the disk`);
  const skipped = packed.footer.skipped.map((s) => ({ ...s, imagePath: samples[s.index]!.imagePath }));
  if (skipped.length > 0 && !skipBad) {
    closeSync(packed.fd);
    throw new Error(skipped[0]!.reason);
  }
  return reader({ file, key, built, packed, skipped, transform: { size, channels } });
}

async function build(
  file: string,
  { key, count, imageBytes }: Pick<Footer, 'key' | 'count' | 'imageBytes'>,
  { samples, size, channels, concurrency, onProgress, skipBad, load }: CacheOptions & { concurrency: number },
): Promise<void> {
  const writer = new PackedWriter(file, { count, imageBytes });
  const skipped: { index: number; reason: string }[] = [];
  let done = 0;
  try {
    await forEachConcurrent(count, concurrency, async (index) => {
      let image: Uint8Array;
      try {
        image = await (load ? load(index) : loadImage(samples[index]!, { size, channels }));
      } catch (error) {
        if (!skipBad) throw error;
        skipped.push({ index, reason: (error as Error).message });
        image = new Uint8Array(imageBytes);
      }
      writer.write(index, image);
      onProgress?.(++done, count);
    });
    // in order, so that two processes write the same bytes
    writer.finish(
      key,
      skipped.sort((a, b) => a.index - b.index),
    );
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

interface ReaderInput {
  readonly file: string;
  readonly key: string;
  readonly built: boolean;
  readonly packed: PackedFile;
  readonly skipped: readonly SkippedImage[];
  readonly transform: Transform;
}

function reader({ file, key, built, packed, skipped, transform }: ReaderInput): ImageCache {
  const { fd, footer } = packed;
  const { count, imageBytes } = footer;
  const memory = heldInMemory(file, fd, footer);
  const bad = new Map(skipped.map((s) => [s.index, s]));
  let open = true;
  return {
    file,
    key,
    built,
    skipped,
    count,
    ...transform,
    usable: Array.from({ length: count }, (_, i) => i).filter((i) => !bad.has(i)),
    read(indices, out) {
      if (!open) throw new Error(`${file}: the image cache is closed`);
      if (out.length !== indices.length * imageBytes) {
        throw new RangeError(`${indices.length} images need ${indices.length * imageBytes} bytes, not ${out.length}`);
      }
      indices.forEach((index, i) => {
        if (!(index >= 0 && index < count)) throw new RangeError(`no image ${index} in a cache of ${count}`);
        const skip = bad.get(index);
        if (skip !== undefined) throw new Error(`${skip.imagePath}: left out as bad (${skip.reason})`);
        if (memory !== null) {
          out.set(memory.subarray(index * imageBytes, (index + 1) * imageBytes), i * imageBytes);
          return;
        }
        // pread: 12 µs for 50 kB from the page cache, which is also what a memory map would read from
        const got = readSync(fd, out, i * imageBytes, imageBytes, index * imageBytes);
        if (got !== imageBytes) throw new Error(`${file}: cut short while in use; run again to rebuild it`);
      });
    },
    [Symbol.dispose]() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

function heldInMemory(file: string, fd: number, { count, imageBytes }: Footer): Uint8Array | null {
  const total = count * imageBytes;
  if (imageBytes > IN_MEMORY.imageBytes || total > IN_MEMORY.bytes) return null;
  const bytes = new Uint8Array(total);
  for (let at = 0; at < total; ) {
    const got = readSync(fd, bytes, at, total - at, at);
    if (got === 0) throw new Error(`${file}: cut short while in use; run again to rebuild it`);
    at += got;
  }
  return bytes;
}
