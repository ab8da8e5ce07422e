import { basename } from 'node:path';
import { withFile } from '../formats/file-source.ts';
import { readTarIndex } from '../formats/tar.ts';
import type { EncodedImage, Image } from '../image/index.ts';

/** A file that holds many images: an archive, or one array of pixels. */
export interface Container {
  /** Absolute path. */
  readonly file: string;
  readonly names: readonly string[];
  /** Bytes that image `index` takes. */
  size(index: number): number;
  image(index: number): EncodedImage | Image;
}

/** The place of a sample's image in its file. */
export interface Packed {
  readonly container: Container;
  readonly index: number;
}

export const isPixels = (stored: EncodedImage | Image): stored is Image => 'data' in stored;

/** The files of a tar archive. They are read where they lie; nothing is unpacked. */
export function tarContainer(file: string): Container {
  const entries = readTarIndex(file);
  return {
    file,
    names: entries.map((e) => e.name),
    size: (index) => entries[index]!.size,
    image(index) {
      const { name, offset, size } = entries[index]!;
      const bytes = Buffer.from(withFile(file, (f) => f.read(offset, size)).buffer);
      return { name: `${file}: ${name}`, bytes };
    },
  };
}

export interface PixelArray {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** u8, image after image, each [height, width, channels]. */
  readonly data: Uint8Array;
}

/** Images of one size that are one array in memory: small sets only. */
export function pixelContainer(file: string, array: PixelArray, part = basename(file)): Container {
  const { count, width, height, channels, data } = array;
  const bytes = width * height * channels;
  const digits = String(Math.max(count - 1, 1)).length;
  return {
    file,
    names: Array.from({ length: count }, (_, i) => `${part}/${String(i).padStart(digits, '0')}`),
    size: () => bytes,
    image: (index) => ({ width, height, channels, data: data.subarray(index * bytes, (index + 1) * bytes) }),
  };
}
