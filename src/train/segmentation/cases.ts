import { readMask, regionOf, resizeLabels, type Sample } from '../../data/index.ts';
import {
  averageSurfaceDistance,
  hausdorff,
  type LesionMatches,
  type Mask,
  matchLesions,
  normalisedSurfaceDistance,
  type Overlap,
  overlap,
  surfaceDistances,
} from '../../metrics/index.ts';
import { patientOf } from '../predict-dataset.ts';
import type { SegmentedImage } from './segment.ts';

/** What one image says of a model, for one class of region. */
export interface MaskCase {
  readonly imagePath: string;
  readonly patient: string;
  readonly score: number;
  readonly counts: Overlap;
  /** Connected regions of both masks; any common pixel makes a match. */
  readonly lesions: LesionMatches;
  /** Pixels of the image. */
  readonly pixels: number;
  /** 95th percentile Hausdorff and average surface distance; null where a mask is empty. In mm where spacing is known, else pixels. */
  readonly hd95: number | null;
  readonly assd: number | null;
  /** Share of both surfaces within `NSD_TOLERANCE` of the other; null where the reference is empty. */
  readonly nsd: number | null;
  /** Rows, columns in mm; null where the data does not say. */
  readonly spacing: readonly [number, number] | null;
}

/** In mm where spacing is known, else in pixels. */
export const NSD_TOLERANCE = 2;

/** Compares a segmented image with its mask: one case for each region. */
export async function compareWithMask(image: SegmentedImage, classes: readonly string[]): Promise<MaskCase[]> {
  const { sample, width, height, labels, scores, overlapping } = image;
  const stored = await readMask(sample.mask!, sample.file, classes.length);
  const reference = resizeLabels(stored, { width, height });
  const { imagePath } = sample;
  const known = { imagePath, patient: patientOf(sample), spacing: spacingOf(sample) };
  const shape = [height, width];
  return classes.slice(1).map((_, c): MaskCase => {
    const of = (data: Uint8Array) => ({ shape, data: regionOf(data, c, overlapping) });
    return measureMasks(of(reference), of(labels), { ...known, score: scores[c]! });
  });
}

/** A marked mask against its reference, of the same shape. */
export function measureMasks(
  truth: Mask,
  marked: Mask,
  known: Pick<MaskCase, 'imagePath' | 'patient' | 'score' | 'spacing'>,
): MaskCase {
  const distances = surfaceDistances(truth, marked, known.spacing === null ? {} : { spacing: known.spacing });
  return {
    ...known,
    counts: overlap(truth, marked),
    lesions: matchLesions(truth, marked),
    pixels: truth.data.length,
    hd95: hausdorff(distances).value,
    assd: averageSurfaceDistance(distances).value,
    nsd: normalisedSurfaceDistance(distances, { tolerance: NSD_TOLERANCE, policy: 'skip empty reference' }),
  };
}

/** `0.143`, or rows and columns as DICOM writes them, `0.143\\0.143`. */
export function spacingOf({ attributes }: Pick<Sample, 'attributes'>): [number, number] | null {
  const text = attributes.pixel_spacing ?? attributes.pixel_spacing_mm ?? attributes.PixelSpacing;
  const [row, column = row] = (text ?? '')
    .split(/[\\\s;x]+/)
    .filter(Boolean)
    .map(Number);
  return row !== undefined && row > 0 && column! > 0 ? [row, column!] : null;
}
