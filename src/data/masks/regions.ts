import type { LabelMask } from './source.ts';

/** As many as a byte has bits. */
export const MAX_OVERLAPPING = 8;

/** Masks of one region each (0 and 1) as one: the first region in bit 0. At the size of the first; the others are brought to it. */
export function joinRegions(masks: readonly LabelMask[]): LabelMask {
  const { width, height } = masks[0]!;
  const data = new Uint8Array(width * height);
  for (const [r, mask] of masks.entries()) {
    const own = resizeLabels(mask, { width, height });
    for (let i = 0; i < data.length; i++) data[i]! |= own[i]! << r;
  }
  return { width, height, data };
}

/**
 * One region of a mask as 0 and 1. `region` counts from 0 and leaves the background out: it is class `region` + 1, or where regions
 * overlap the bit of that number.
 */
export function regionOf(labels: Uint8Array, region: number, overlapping: boolean): Uint8Array {
  return overlapping
    ? labels.map((bits) => (bits >> region) & 1)
    : labels.map((label) => (label === region + 1 ? 1 : 0));
}

/** Labels at another size: the pixel under each centre. */
export function resizeLabels({ width, height, data }: LabelMask, to: { width: number; height: number }): Uint8Array {
  if (width === to.width && height === to.height) return data;
  const out = new Uint8Array(to.width * to.height);
  const columns = Int32Array.from({ length: to.width }, (_, x) => Math.floor(((x + 0.5) * width) / to.width));
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / to.height) * width;
    for (let x = 0; x < to.width; x++) out[y * to.width + x] = data[row + columns[x]!]!;
  }
  return out;
}
