import type { Image } from '../image/index.ts';

/** One map of an explainer, row by row. */
export interface Heat {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Anchors of matplotlib's viridis (CC0), from dark to bright; even in lightness, and told apart by colour-blind readers. */
const VIRIDIS = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
] as const;

/** The colour of a value from 0 to 1. */
export function viridis(value: number): [red: number, green: number, blue: number] {
  const at = Math.min(1, Math.max(0, value)) * (VIRIDIS.length - 1);
  const low = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const [from, to] = [VIRIDIS[low]!, VIRIDIS[low + 1]!];
  return [0, 1, 2].map((c) => Math.round(from[c]! + (at - low) * (to[c]! - from[c]!))) as [number, number, number];
}

/** From 0, the lowest value, to 1, the highest; all 0 where they are equal. */
export function stretched({ rows, columns, values }: Heat): Heat {
  const all = Float64Array.from(values);
  const [low, high] = extremes(all);
  return { rows, columns, values: all.map((v) => (high > low ? (v - low) / (high - low) : 0)) };
}

export function extremes(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}

/** Between the centres of cells bilinear, towards the edges constant; row by row, [height × width]. */
export function enlarge({ rows, columns, values }: Heat, height: number, width: number): Float64Array {
  const place = (i: number, from: number, to: number) => {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const low = Math.min(from - 1, Math.floor(at));
    return { low, high: Math.min(from - 1, low + 1), share: at - low };
  };
  const across = Array.from({ length: width }, (_, x) => place(x, columns, width));
  const out = new Float64Array(height * width);
  for (let y = 0; y < height; y++) {
    const down = place(y, rows, height);
    for (const [x, { low, high, share }] of across.entries()) {
      const at = (row: number) => {
        const from = row * columns;
        return values[from + low]! + share * (values[from + high]! - values[from + low]!);
      };
      out[y * width + x] = at(down.low) + down.share * (at(down.high) - at(down.low));
    }
  }
  return out;
}

/** Centre of the hottest cell, in pixels of an image of this size; of equal ones the first. */
export function peakOf({ rows, columns, values }: Heat, height: number, width: number): { x: number; y: number } {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  const [row, column] = [Math.floor(best / columns), best % columns];
  return { x: ((column + 0.5) * width) / columns, y: ((row + 0.5) * height) / rows };
}

/** How much of the colour covers the image where heat is highest. */
const OPACITY = 0.7;

/** The image in grey with heat laid over it, clear where it is low and viridis' yellow where it is highest; heat is stretched to 0 … 1. */
export function overlayHeat(image: Image, heat: Heat): Image {
  const { width, height, channels, data } = image;
  const values = enlarge(stretched(heat), height, width);
  const out = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = channels === 3 ? data.subarray(3 * i, 3 * i + 3) : [data[i]!, data[i]!, data[i]!];
    const grey = 0.299 * r! + 0.587 * g! + 0.114 * b!;
    const cover = OPACITY * values[i]!;
    out.set(
      viridis(values[i]!).map((colour) => Math.round(grey + cover * (colour - grey))),
      3 * i,
    );
  }
  return { width, height, channels: 3, data: out };
}

/** Grey between maps, which neither a light nor a dark page makes glare. */
const GAP = 127;

/** A grid of small maps as one picture in viridis, `scale` pixels a cell, one cell between maps: `maps[row][column]`. */
export function mosaic(
  maps: readonly (readonly Heat[])[],
  { domain, scale }: { domain: readonly [number, number]; scale: number },
): Image {
  const { rows, columns } = maps[0]![0]!;
  const width = (maps[0]!.length * (columns + 1) - 1) * scale;
  const height = (maps.length * (rows + 1) - 1) * scale;
  const data = new Uint8Array(width * height * 3).fill(GAP);
  const [low, high] = domain;
  for (const [r, line] of maps.entries()) {
    for (const [c, { values }] of line.entries()) {
      for (let y = 0; y < rows * scale; y++) {
        for (let x = 0; x < columns * scale; x++) {
          const value = values[Math.floor(y / scale) * columns + Math.floor(x / scale)]!;
          const [top, left] = [r * (rows + 1) * scale + y, c * (columns + 1) * scale + x];
          data.set(viridis((value - low) / (high - low)), 3 * (top * width + left));
        }
      }
    }
  }
  return { width, height, channels: 3, data };
}
