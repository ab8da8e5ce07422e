import type { Image } from '../decode.ts';
import { sharp } from '../sharp.ts';

/** Compressed by JPEG at this quality (1–100) and read back. */
export async function jpeg(image: Image, quality: number): Promise<Image> {
  const { width, height, channels } = image;
  const space = channels === 1 ? 'b-w' : 'srgb';
  const file = await sharp(image.data, { raw: { width, height, channels } })
    .toColourspace(space)
    .jpeg({ quality })
    .toBuffer();
  const data = await sharp(file).toColourspace(space).raw().toBuffer();
  return { ...image, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
