import { type EncodedImage, readHeader } from './open.ts';

export interface ImageSize {
  width: number;
  height: number;
  /** As stored: 1 grey, 2 grey + alpha, 3 RGB (palettes too), 4 RGB + alpha or CMYK. */
  channels: number;
  bitsPerSample: 8 | 16;
}

/** Size of an image, from its header alone. Throws one line that names the file, the reason and the mend. */
export async function readImageSize(source: string | EncodedImage): Promise<ImageSize> {
  const { width, height, channels, depth } = await readHeader(source);
  return { width, height, channels, bitsPerSample: depth === 'ushort' ? 16 : 8 };
}
