import { boundingBox, checkMask, checkMasks, crop, type Mask, strides } from './mask.ts';

/** Connected components: 0 outside, 1 … count inside. Pixels that touch at a corner belong together (8 in 2-D, 26 in 3-D). */
export function components(mask: Mask): { readonly labels: Int32Array; readonly count: number } {
  const data = checkMask(mask);
  const { size, rows, neighbours } = framed(mask.shape);
  const width = mask.shape.at(-1)!;
  const marks = new Int32Array(size).fill(OUTSIDE); // with a frame of outside, no neighbour needs a bounds check
  for (let i = data.indexOf(1); i >= 0; i = data.indexOf(1, i + 1))
    marks[rows[Math.floor(i / width)]! + (i % width)] = 0;
  const stack: number[] = [];
  let count = 0;
  for (let seed = marks.indexOf(0); seed >= 0; seed = marks.indexOf(0, seed + 1)) {
    marks[seed] = ++count;
    stack.push(seed);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      for (const offset of neighbours) {
        if (marks[i + offset] !== 0) continue;
        marks[i + offset] = count;
        stack.push(i + offset);
      }
    }
  }
  const labels = new Int32Array(data.length);
  rows.forEach((start, row) => {
    for (let x = 0; x < width; x++) labels[row * width + x] = Math.max(0, marks[start + x]!);
  });
  return { labels, count };
}

const OUTSIDE = -1;

/** The grid with a frame one pixel wide: its size, where each row begins in it, and the offsets of the 8 or 26 neighbours. */
function framed(shape: readonly number[]) {
  const [depth, height] = (shape.length === 3 ? shape : [1, ...shape]) as [number, number, number];
  const outer = strides(shape.map((length) => length + 2));
  const rows = Array.from({ length: depth * height }, (_, row) => {
    const [z, y] = [Math.floor(row / height), row % height];
    return (shape.length === 3 ? (z + 1) * outer[0]! : 0) + (y + 1) * outer.at(-2)! + 1;
  });
  const neighbours = outer
    .reduce((offsets, stride) => offsets.flatMap((o) => [o - stride, o, o + stride]), [0])
    .filter((offset) => offset !== 0);
  return { size: shape.reduce((product, length) => product * (length + 2), 1), rows, neighbours };
}

/** A connected region of one mask, and whether the other mask has one that it belongs to. */
export interface Lesion {
  readonly area: number;
  readonly matched: boolean;
}

/** The lesions of a reference, found or missed, and the regions of a prediction, right or false alarms. */
export interface LesionMatches {
  readonly lesions: readonly Lesion[];
  readonly regions: readonly Lesion[];
}

export interface LesionScores {
  /** Lesions of the reference, and how many of them are found. */
  readonly lesions: number;
  readonly found: number;
  /** Regions of the prediction, and how many of them lie on no lesion. */
  readonly regions: number;
  readonly falseAlarms: number;
  readonly sensitivity: number | null;
  readonly precision: number | null;
  /** Harmonic mean of both; `null` when there is neither lesion nor region. */
  readonly f1: number | null;
}

/**
 * Detection per lesion: a lesion is found, and a region right, if one of the other kind overlaps it with IoU above `minIou` (default 0:
 * any common pixel).
 */
export function matchLesions(reference: Mask, predicted: Mask, { minIou = 0 } = {}): LesionMatches {
  const masks = checkMasks(reference, predicted);
  const box = boundingBox([masks.reference, masks.predicted], reference.shape);
  const [truth, guess] = [masks.reference, masks.predicted].map((mask) =>
    components({ shape: box.size, data: crop(mask, reference.shape, box) }),
  ) as [ReturnType<typeof components>, ReturnType<typeof components>];
  const shared = new Map<number, number>(); // pixels in common, by lesion × region
  const [sizes, regionSizes] = [new Float64Array(truth.count + 1), new Float64Array(guess.count + 1)];
  for (let i = 0; i < truth.labels.length; i++) {
    const [lesion, region] = [truth.labels[i]!, guess.labels[i]!];
    sizes[lesion]!++;
    regionSizes[region]!++;
    if (lesion === 0 || region === 0) continue;
    const key = lesion * (guess.count + 1) + region;
    shared.set(key, (shared.get(key) ?? 0) + 1);
  }
  const [hit, right] = [new Set<number>(), new Set<number>()];
  for (const [key, both] of shared) {
    const lesion = Math.floor(key / (guess.count + 1));
    const region = key % (guess.count + 1);
    if (both / (sizes[lesion]! + regionSizes[region]! - both) <= minIou) continue;
    hit.add(lesion);
    right.add(region);
  }
  const listed = (areas: Float64Array, matched: Set<number>) =>
    Array.from(areas, (area, c) => ({ area, matched: matched.has(c) })).slice(1);
  return { lesions: listed(sizes, hit), regions: listed(regionSizes, right) };
}

/** What `matchLesions` finds, counted. */
export function lesionScores(
  reference: Mask,
  predicted: Mask,
  options: { readonly minIou?: number } = {},
): LesionScores {
  const { lesions, regions } = matchLesions(reference, predicted, options);
  const matched = (list: readonly Lesion[]) => list.reduce((sum, l) => sum + Number(l.matched), 0);
  const [found, right] = [matched(lesions), matched(regions)];
  const sensitivity = lesions.length > 0 ? found / lesions.length : null;
  const precision = regions.length > 0 ? right / regions.length : null;
  return {
    ...{ lesions: lesions.length, found, regions: regions.length, falseAlarms: regions.length - right },
    ...{ sensitivity, precision, f1: lesionF1(sensitivity, precision) },
  };
}

/** Harmonic mean of lesion sensitivity and precision; a side without anything to find counts 0, unless both are so. */
export function lesionF1(a: number | null, b: number | null): number | null {
  if (a === null && b === null) return null;
  const [x, y] = [a ?? 0, b ?? 0];
  return x + y > 0 ? (2 * x * y) / (x + y) : 0;
}
