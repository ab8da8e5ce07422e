import { type Random, random } from '../../stats/random.ts';

export interface CropOptions {
  /** Side of the cached images and masks. */
  readonly size: number;
  readonly window: number;
  /** Pixels around the window that are cut with it. */
  readonly margin: number;
  /** Share of the windows that are laid around a pixel of a region. */
  readonly onRegion: number;
  readonly overlapping: boolean;
}

/** Top left corner of a window, within the image. */
export interface Corner {
  readonly top: number;
  readonly left: number;
}

/**
 * Where the window of a draw lies: of the seed, the epoch, the draw's key and its mask [size × size] alone. Around a pixel of a region, the region
 * drawn first, each as likely (nnU-Net); else anywhere.
 */
export function drawWindow(
  mask: Uint8Array,
  at: readonly [seed: number, epoch: number, key: number],
  options: CropOptions,
): Corner {
  const { size, window, onRegion } = options;
  const rng = random(at[0], 'window', at[1], at[2]);
  const free = size - window;
  const anywhere = { top: rng.int(free + 1), left: rng.int(free + 1) };
  if (rng.next() >= onRegion) return anywhere;
  const pixel = pixelOfRegion(mask, options.overlapping, rng);
  if (pixel === null) return anywhere;
  const around = (p: number) => Math.min(Math.max(p - (window >> 1), 0), free);
  return { top: around(Math.floor(pixel / size)), left: around(pixel % size) };
}

/** A random pixel of a random region of those that are there; null for an empty mask. */
function pixelOfRegion(mask: Uint8Array, overlapping: boolean, rng: Random): number | null {
  const counts = new Map<number, number>();
  const values = new Float64Array(256);
  for (const value of mask) values[value]!++;
  for (const [value, count] of values.entries()) {
    if (value === 0 || count === 0) continue;
    for (const region of regionsOf(value, overlapping)) counts.set(region, (counts.get(region) ?? 0) + count);
  }
  const present = [...counts.keys()].sort((a, b) => a - b);
  if (present.length === 0) return null;
  const region = present[rng.int(present.length)]!;
  let left = rng.int(counts.get(region)!);
  const inside = Uint8Array.from({ length: 256 }, (_, v) =>
    v > 0 && regionsOf(v, overlapping).includes(region) ? 1 : 0,
  );
  return mask.findIndex((value) => inside[value] === 1 && left-- === 0);
}

const regionsOf = (value: number, overlapping: boolean): number[] =>
  overlapping ? [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (value >> bit) & 1) : [value];

/** Windows with their margins out of planes u8 [planes, size, size]; beyond the edge lies 0. Returns [planes, side, side]. */
export function cutWindow(
  planes: Uint8Array,
  { top, left }: Corner,
  { size, window, margin }: CropOptions,
): Uint8Array {
  const side = window + 2 * margin;
  const count = planes.length / (size * size);
  const out = new Uint8Array(count * side * side);
  const from = Math.max(0, left - margin);
  const to = Math.min(size, left + window + margin);
  for (let p = 0; p < count; p++) {
    for (let y = Math.max(0, top - margin); y < Math.min(size, top + window + margin); y++) {
      const row = (p * size + y) * size;
      const place = (p * side + y - top + margin) * side + from - left + margin;
      out.set(planes.subarray(row + from, row + to), place);
    }
  }
  return out;
}
