import { alongAxis, pixelsToSite, square, squares } from './distance-transform.ts';
import { checkSpacing } from './mask.ts';

export interface Sites {
  /** 1 at a site, else 0. */
  readonly sites: Uint8Array;
  readonly shape: readonly number[];
  /** Per axis, in mm. */
  readonly spacing?: readonly number[] | undefined;
}

/**
 * Exact Euclidean distance to the nearest site at some pixels only (`at` is 1 there, else 0), row by row; infinite where there is no site.
 * For surfaces, which are few pixels and near each other, much less work than a transform of all pixels. No pixel looks farther than the
 * nearest site found so far.
 */
export function distancesAt(at: Uint8Array, { sites, shape, spacing }: Sites): Float64Array {
  const steps = checkSpacing(shape, spacing);
  const asked = placesOf(at);
  const found = placesOf(sites);
  if (found.length === 0) return new Float64Array(asked.length).fill(Number.POSITIVE_INFINITY);
  // Where each asked pixel may look at every row, that is bounded by a few sweeps over all pixels.
  const few = shape.length === 2 && asked.length <= 8 * shape[1]!;
  return few ? amongRows(asked, found, shape, steps) : alongRows(asked, sites, shape, steps);
}

function placesOf(mask: Uint8Array): number[] {
  const places: number[] = [];
  for (let i = mask.indexOf(1); i >= 0; i = mask.indexOf(1, i + 1)) places.push(i);
  return places;
}

/** In a plane: the nearest site of each row, from the pixel's own row outwards. */
function amongRows(
  asked: readonly number[],
  found: readonly number[],
  [height, width]: readonly number[],
  [down, across]: readonly number[],
): Float64Array {
  const columns = Int32Array.from(found, (i) => i % width!);
  const begins = new Int32Array(height! + 1);
  for (const i of found) begins[Math.floor(i / width!) + 1]!++;
  for (let y = 0; y < height!; y++) begins[y + 1]! += begins[y]!;

  /** Pixels from `x` to the nearest site of a row; the sites of a row are in order. */
  const pixelsInRow = (x: number, y: number): number => {
    let [low, high] = [begins[y]!, begins[y + 1]!];
    const [first, end] = [low, high];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (columns[middle]! < x) low = middle + 1;
      else high = middle;
    }
    const right = low < end ? columns[low]! - x : Number.POSITIVE_INFINITY;
    return low > first ? Math.min(right, x - columns[low - 1]!) : right;
  };

  return Float64Array.from(asked, (i) => {
    const [x, y] = [i % width!, Math.floor(i / width!)];
    let best = Number.POSITIVE_INFINITY;
    for (let d = 0; d < height!; d++) {
      const away = (d * down!) ** 2;
      if (away >= best) break;
      if (d <= y) best = Math.min(best, (pixelsInRow(x, y - d) * across!) ** 2 + away);
      if (d > 0 && y + d < height!) best = Math.min(best, (pixelsInRow(x, y + d) * across!) ** 2 + away);
    }
    return Math.sqrt(best);
  });
}

/** A distance transform along all axes but the last, along which each pixel looks to both sides. */
function alongRows(
  asked: readonly number[],
  sites: Uint8Array,
  shape: readonly number[],
  steps: readonly number[],
): Float64Array {
  const gaps = pixelsToSite(sites, shape[0]!);
  const planes = shape.length === 2 ? null : squares(gaps, steps[0]!);
  for (let axis = 1; axis < shape.length - 1; axis++) alongAxis(planes!, shape, axis, steps[axis]!);
  const squared = (i: number) => (planes === null ? square(gaps[i]!, steps[0]!) : planes[i]!);
  const [width, step] = [shape.at(-1)!, steps.at(-1)!];
  return Float64Array.from(asked, (i) => {
    const x = i % width;
    let best = squared(i);
    for (let d = 1; d < width; d++) {
      const away = d * step * (d * step);
      if (away >= best) break;
      if (d <= x) best = Math.min(best, squared(i - d) + away);
      if (x + d < width) best = Math.min(best, squared(i + d) + away);
    }
    return Math.sqrt(best);
  });
}
