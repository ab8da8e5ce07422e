import type { Image } from '../decode.ts';

/** Moved by whole pixels to the right and down; the edges are repeated where nothing comes in, which adds no border. */
export function shiftImage(image: Image, { x, y }: { readonly x: number; readonly y: number }): Image {
  const { width, height, channels } = image;
  const data = new Uint8Array(image.data.length);
  const inside = (i: number, n: number) => Math.min(n - 1, Math.max(0, i));
  for (let row = 0, to = 0; row < height; row++) {
    const from = inside(row - y, height) * width;
    for (let column = 0; column < width; column++) {
      const at = (from + inside(column - x, width)) * channels;
      for (let c = 0; c < channels; c++) data[to++] = image.data[at + c]!;
    }
  }
  return { ...image, data };
}
