import type { Image } from '../decode.ts';

/** The same image with every sample changed by itself; what falls outside is clipped, and fractions are cut off as in the reference. */
export function mapSamples(image: Image, change: (value: number) => number): Image {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(255, Math.max(0, change(image.data[i]!)));
  return { ...image, data };
}

/** The same image through a table of 256 levels. */
export function mapLevels(image: Image, change: (level: number) => number): Image {
  const levels = Uint8Array.from({ length: 256 }, (_, v) => Math.min(255, Math.max(0, change(v))));
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = levels[image.data[i]!]!;
  return { ...image, data };
}

/** Pixels stated for a 224-pixel image, in this one: more in a larger image, so that as much anatomy is lost; never fewer. */
export const scaleOf = ({ width, height }: Pick<Image, 'width' | 'height'>): number =>
  Math.max(1, Math.sqrt(width * height) / 224);
