import type { Image } from './decode.ts';

/** Colours of the outlines of classes 1, 2, 3 …, from Okabe & Ito's palette, which colour-blind readers tell apart. */
const COLOURS = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
] as const;

export interface Outline {
  /** Class indices, row by row, of the image's size; 0 is background. */
  readonly labels: Uint8Array;
  /** White and dashed, as for the reference beside a prediction. */
  readonly dashed?: boolean;
}

/**
 * A grey or RGB image with the outlines of masks: the pixels of a region that touch another class, thick enough to be seen at any size. What
 * lies inside stays as it is, so that a reader can judge it.
 */
export function drawContours(image: Image, outlines: readonly Outline[]): Image {
  const { width, height, channels, data } = image;
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < out.length; i++) out[i] = channels === 3 ? data[i]! : data[Math.floor(i / 3)]!;
  const thickness = Math.max(1, Math.round(Math.min(width, height) / 400));
  for (const { labels, dashed = false } of outlines) {
    if (labels.length !== width * height)
      throw new RangeError(`${labels.length} labels are no outline of an image of ${width} × ${height}`);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const label = labels[y * width + x]!;
        if (label === 0 || !touches(labels, { width, height, x, y, thickness })) continue;
        if (dashed && Math.floor((x + y) / (4 * thickness)) % 2 === 1) continue;
        out.set(dashed ? [255, 255, 255] : COLOURS[(label - 1) % COLOURS.length]!, 3 * (y * width + x));
      }
    }
  }
  return { width, height, channels: 3, data: out };
}

interface Place {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly thickness: number;
}

/** Whether another class, or the edge of the image, is within the thickness across or down. */
function touches(labels: Uint8Array, { width, height, x, y, thickness }: Place): boolean {
  const own = labels[y * width + x];
  for (let d = 1; d <= thickness; d++) {
    if (x < d || y < d || x + d >= width || y + d >= height) return true;
    const at = y * width + x;
    if (labels[at - d] !== own || labels[at + d] !== own) return true;
    if (labels[at - d * width] !== own || labels[at + d * width] !== own) return true;
  }
  return false;
}
