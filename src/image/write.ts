import { rename, rm } from 'node:fs/promises';
import type { Image } from './decode.ts';
import { sharp } from './sharp.ts';

/** Writes an 8- or 16-bit grey or RGB PNG; the file appears whole or not at all. */
export async function writePng(path: string, image: Image<Uint8Array | Uint16Array>): Promise<void> {
  const { width, height, channels, data } = image;
  if (data.length !== width * height * channels)
    throw new RangeError(`writePng ${path}: ${data.length} samples are not ${width} × ${height} × ${channels}`);
  const deep = data instanceof Uint16Array;
  const space = channels === 1 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb';
  const part = `${path}.${process.pid}.part`;
  try {
    await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
      .toColourspace(space)
      .png({ compressionLevel: 6 })
      .toFile(part);
    await rename(part, path);
  } catch (e) {
    await rm(part, { force: true });
    throw new Error(`image ${path}: cannot be written (${(e as Error).message.trim().split('\n')[0]})`, { cause: e });
  }
}

/** An 8-bit image as the bytes of a PNG. */
export function pngOf({ width, height, channels, data }: Image): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 9 })
    .toBuffer();
}
