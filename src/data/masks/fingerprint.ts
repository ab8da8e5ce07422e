import { availableParallelism } from 'node:os';
import { readImageSize } from '../../image/index.ts';
import { components } from '../../metrics/index.ts';
import { random } from '../../stats/random.ts';
import type { Dataset, Sample } from '../dataset.ts';
import { forEachConcurrent } from '../source.ts';
import { regionOf, resizeLabels } from './regions.ts';
import { checkMaskSize, readMask } from './source.ts';

/** Quantiles of some values: the 5th, 50th and 95th percentile. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface RegionFingerprint {
  readonly name: string;
  /** Images that have it, of those read. */
  readonly positives: number;
  /** Share of the image, of those that have it; null where none does. */
  readonly area: Spread | null;
  /** Connected parts in an image that has it, in the mean. */
  readonly parts: number;
  /** Diameter of a disc of the area of an image's largest part, as a share of its longer side: crumbs of a drawing do not count. */
  readonly size: Spread | null;
}

/** What a segmentation data set is like, before anything is trained: what nnU-Net calls its fingerprint. */
export interface MaskFingerprint {
  readonly images: number;
  /** Null where they are unknown. */
  readonly patients: number | null;
  readonly width: Spread;
  readonly height: Spread;
  /** Masks that were decoded: all, or a seeded sample. */
  readonly read: number;
  readonly overlapping: boolean;
  /** Images that have any region, of those read. */
  readonly positives: number;
  readonly regions: readonly RegionFingerprint[];
}

/** Parts are counted at no more than this side: a component of a pixel is noise of the drawing. */
const SIDE = 512;

export interface FingerprintOptions {
  /** Masks that are decoded at most. Default 200. */
  readonly most?: number;
  readonly seed?: number;
}

/** Reads the sizes of all images and some of their masks. @throws as `readMask`. */
export async function maskFingerprint(dataset: Dataset, options: FingerprintOptions = {}): Promise<MaskFingerprint> {
  const { most = 200, seed = 0 } = options;
  const { samples, classes, overlapping = false } = dataset;
  const sizes = new Array<{ width: number; height: number }>(samples.length);
  const workers = availableParallelism();
  await forEachConcurrent(samples.length, workers, async (i) => {
    sizes[i] = await readImageSize(samples[i]!.file);
  });
  const chosen = random(seed, 'fingerprint').shuffle(samples).slice(0, most);
  const found = new Array<readonly Part[]>(chosen.length);
  await forEachConcurrent(chosen.length, workers, async (i) => {
    found[i] = await partsOf(chosen[i]!, classes.length, overlapping);
  });
  const known = samples.every((s) => s.patientId !== undefined);
  return {
    images: samples.length,
    patients: known ? new Set(samples.map((s) => s.patientId)).size : null,
    width: spread(sizes.map((s) => s.width))!,
    height: spread(sizes.map((s) => s.height))!,
    read: chosen.length,
    overlapping,
    positives: found.filter((regions) => regions.some((r) => r.area > 0)).length,
    regions: classes.slice(1).map((name, r) =>
      summary(
        name,
        found.map((regions) => regions[r]!),
      ),
    ),
  };
}

/** A region of one image. */
interface Part {
  readonly area: number;
  readonly parts: number;
  readonly size: number;
}

async function partsOf(sample: Sample, classes: number, overlapping: boolean): Promise<Part[]> {
  await checkMaskSize(sample.mask!, sample.file);
  const mask = await readMask(sample.mask!, sample.file, classes);
  const scale = Math.min(1, SIDE / Math.max(mask.width, mask.height));
  const size = {
    width: Math.max(1, Math.round(mask.width * scale)),
    height: Math.max(1, Math.round(mask.height * scale)),
  };
  const labels = resizeLabels(mask, size);
  const longer = Math.max(size.width, size.height);
  return Array.from({ length: classes - 1 }, (_, r): Part => {
    const data = regionOf(labels, r, overlapping);
    const found = components({ shape: [size.height, size.width], data });
    const pixels = new Float64Array(found.count + 1);
    for (const part of found.labels) pixels[part]!++;
    const largest = pixels.subarray(1).reduce((most, area) => Math.max(most, area), 0);
    const across = (2 * Math.sqrt(largest / Math.PI)) / longer;
    return { area: 1 - pixels[0]! / data.length, parts: found.count, size: across };
  });
}

function summary(name: string, images: readonly Part[]): RegionFingerprint {
  const present = images.filter((image) => image.area > 0);
  return {
    name,
    positives: present.length,
    area: spread(present.map((image) => image.area)),
    parts: present.length === 0 ? 0 : present.reduce((sum, image) => sum + image.parts, 0) / present.length,
    size: spread(present.map((image) => image.size)),
  };
}

function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}
