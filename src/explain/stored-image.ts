import type { Sample } from '../data/index.ts';
import { convertImage, decodeImage, type Image } from '../image/index.ts';

/** A sample's image in grey, in the size that it is stored in. */
export async function storedImage({ file, packed }: Pick<Sample, 'file' | 'packed'>): Promise<Image> {
  const stored = packed === undefined ? file : packed.container.image(packed.index);
  return typeof stored !== 'string' && 'data' in stored
    ? convertImage(stored, { channels: 1 })
    : decodeImage(stored, { channels: 1 });
}
