import { checkMask, checkMasks, type Mask, strides } from './mask.ts';

/** Connected components: 0 outside, 1 … count inside. Pixels that touch at a corner belong together (8 in 2-D, 26 in 3-D). */
export function components(mask: Mask): { readonly labels: Int32Array; readonly count: number } {
  const data = checkMask(mask);
  const frame = framed(mask.shape);
  const marks = new Int32Array(frame.size).fill(OUTSIDE); // with a frame of outside, no neighbour needs a bounds check
  const at = Int32Array.from(data, (_, i) => frame.position(i));
  for (let i = 0; i < data.length; i++) if (data[i]) marks[at[i]!] = 0;
  const stack: number[] = [];
  let count = 0;
  for (const seed of at) {
    if (marks[seed] !== 0) continue;
    marks[seed] = ++count;
    stack.push(seed);
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      for (const offset of frame.neighbours) {
        if (marks[i + offset] !== 0) continue;
        marks[i + offset] = count;
        stack.push(i + offset);
      }
    }
  }
  return { labels: at.map((position) => Math.max(0, marks[position]!)), count };
}

const OUTSIDE = -1;

/** The grid with a frame one pixel wide: its size, where pixel i lies in it, and the offsets of the 8 or 26 neighbours. */
function framed(shape: readonly number[]) {
  const inner = strides(shape);
  const outer = strides(shape.map((length) => length + 2));
  const position = (i: number) => {
    let p = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      p += ((Math.floor(i / inner[axis]!) % shape[axis]!) + 1) * outer[axis]!;
    }
    return p;
  };
  const neighbours = outer
    .reduce((offsets, stride) => offsets.flatMap((o) => [o - stride, o, o + stride]), [0])
    .filter((offset) => offset !== 0);
  return { size: shape.reduce((product, length) => product * (length + 2), 1), position, neighbours };
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
export function lesionScores(reference: Mask, predicted: Mask, { minIou = 0 } = {}): LesionScores {
  checkMasks(reference, predicted);
  const [truth, guess] = [components(reference), components(predicted)];
  const shared = new Map<number, number>(); // pixels in common, by lesion × region
  const [sizes, regionSizes] = [new Float64Array(truth.count + 1), new Float64Array(guess.count + 1)];
  for (let i = 0; i < truth.labels.length; i++) {
    const [lesion, region] = [truth.labels[i]!, guess.labels[i]!];
    sizes[lesion]!++;
    regionSizes[region]!++;
    const key = lesion * (guess.count + 1) + region;
    if (lesion && region) shared.set(key, (shared.get(key) ?? 0) + 1);
  }
  const [hit, right] = [new Set<number>(), new Set<number>()];
  for (const [key, both] of shared) {
    const lesion = Math.floor(key / (guess.count + 1));
    const region = key % (guess.count + 1);
    if (both / (sizes[lesion]! + regionSizes[region]! - both) <= minIou) continue;
    hit.add(lesion);
    right.add(region);
  }
  const sensitivity = truth.count > 0 ? hit.size / truth.count : null;
  const precision = guess.count > 0 ? right.size / guess.count : null;
  return {
    lesions: truth.count,
    found: hit.size,
    regions: guess.count,
    falseAlarms: guess.count - right.size,
    sensitivity,
    precision,
    f1: harmonic(sensitivity, precision),
  };
}

/** Harmonic mean; a side without anything to find counts 0, unless both are so. */
function harmonic(a: number | null, b: number | null): number | null {
  if (a === null && b === null) return null;
  const [x, y] = [a ?? 0, b ?? 0];
  return x + y > 0 ? (2 * x * y) / (x + y) : 0;
}
