import { distancesAt } from './distances-at.ts';
import { boundingBox, checkMasks, checkSpacing, crop, type Mask, strides } from './mask.ts';
import { type EmptyMaskPolicy, emptyScore } from './overlap.ts';

export interface SurfaceOptions {
  /** Pixel spacing per axis in mm, default 1. */
  readonly spacing?: readonly number[];
}

/** Distances in mm from each surface pixel of one mask to the surface of the other, sorted. Empty for an empty mask. */
export interface SurfaceDistances {
  readonly fromReference: Float64Array;
  readonly fromPredicted: Float64Array;
}

/** Surface pixels are those inside with a face neighbour outside (or outside the image). */
export function surfaceDistances(reference: Mask, predicted: Mask, { spacing }: SurfaceOptions = {}): SurfaceDistances {
  const masks = checkMasks(reference, predicted);
  const steps = checkSpacing(reference.shape, spacing);
  // Beyond the box around both masks there is neither a surface nor anything to ask its distance of.
  const box = boundingBox([masks.reference, masks.predicted], reference.shape);
  const shape = box.size.map((length) => length + 2);
  const surfaceOf = (mask: Uint8Array) => framedSurface(crop(mask, reference.shape, box, 1), shape);
  const [a, b] = [surfaceOf(masks.reference), surfaceOf(masks.predicted)];
  const toward = (from: Uint8Array, to: Uint8Array) => distancesAt(from, { sites: to, shape, spacing: steps }).sort();
  return { fromReference: toward(a, b), fromPredicted: toward(b, a) };
}

/** The pixels of a mask that have a face neighbour outside it; a frame of outside around it spares the bounds. */
function framedSurface(mask: Uint8Array, shape: readonly number[]): Uint8Array {
  const out = new Uint8Array(mask.length);
  const steps = strides(shape);
  const first = steps.reduce((sum, stride) => sum + stride, 0);
  const [plane, row] = steps.length === 3 ? [steps[0]!, steps[1]!] : [steps[0]!, steps[0]!];
  for (let i = mask.indexOf(1, first); i >= 0; i = mask.indexOf(1, i)) {
    for (; mask[i] === 1; i++) {
      const enclosed =
        mask[i - 1]! & mask[i + 1]! & mask[i - row]! & mask[i + row]! & mask[i - plane]! & mask[i + plane]!;
      out[i] = enclosed ^ 1;
    }
  }
  return out;
}

const EMPTY = 'a mask is empty, so there is no surface distance';

/** A distance in mm, or `null` with the reason. */
export type SurfaceMetric = { readonly value: number } | { readonly value: null; readonly reason: string };

/**
 * Hausdorff distance at a percentile (default 95: HD95): the larger of the two directed percentiles, linear between distances
 * (Huttenlocher 1993; Maier-Hein et al. 2024, as MONAI). 100 gives the plain Hausdorff distance.
 */
export function hausdorff({ fromReference, fromPredicted }: SurfaceDistances, percentile = 95): SurfaceMetric {
  if (!(percentile >= 0 && percentile <= 100)) throw new RangeError(`percentile ${percentile} must lie in 0 to 100`);
  if (!bothPresent(fromReference, fromPredicted)) return { value: null, reason: EMPTY };
  const at = (sorted: Float64Array) => {
    const position = (percentile / 100) * (sorted.length - 1);
    const below = Math.floor(position);
    const low = sorted[below]!;
    return low + (sorted[Math.min(below + 1, sorted.length - 1)]! - low) * (position - below);
  };
  return { value: Math.max(at(fromReference), at(fromPredicted)) };
}

/** Average symmetric surface distance: the mean over all surface pixels of both masks (Heimann et al. 2009). */
export function averageSurfaceDistance({ fromReference, fromPredicted }: SurfaceDistances): SurfaceMetric {
  if (!bothPresent(fromReference, fromPredicted)) return { value: null, reason: EMPTY };
  const sum = (distances: Float64Array) => distances.reduce((total, d) => total + d, 0);
  return { value: (sum(fromReference) + sum(fromPredicted)) / (fromReference.length + fromPredicted.length) };
}

/**
 * Normalised surface distance: the share of both surfaces within `tolerance` mm of the other (Nikolov et al. 2021), counted in
 * surface pixels.
 */
export function normalisedSurfaceDistance(
  { fromReference, fromPredicted }: SurfaceDistances,
  { tolerance, policy }: { readonly tolerance: number; readonly policy: EmptyMaskPolicy },
): number | null {
  if (!(tolerance >= 0)) throw new RangeError(`tolerance ${tolerance} mm must not be negative`);
  const empty = emptyScore({ reference: fromReference.length, predicted: fromPredicted.length }, policy);
  if (empty !== undefined) return empty;
  const within = (distances: Float64Array) => distances.reduce((count, d) => count + Number(d <= tolerance), 0);
  return (within(fromReference) + within(fromPredicted)) / (fromReference.length + fromPredicted.length);
}

const bothPresent = (a: Float64Array, b: Float64Array) =>
  a.length > 0 && b.length > 0 && a[0] !== Number.POSITIVE_INFINITY;
