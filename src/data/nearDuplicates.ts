import { availableParallelism } from 'node:os';
import type { Dataset, Sample } from './dataset.ts';
import { forEachConcurrent, loadImage } from './source.ts';

/** Two images of different splits that look alike, though their files differ. */
export interface NearDuplicate {
  readonly imagePaths: readonly [string, string];
  readonly splits: readonly [string, string];
  readonly labels: readonly [string, string];
  /** Of their pixels at 32 × 32: brightness and contrast do not count. */
  readonly correlation: number;
}

/** Chosen on chest X-rays: see docs/decisions/161-near-duplicates.md. */
export const NEAR = { hashDistance: 6, correlation: 0.98 } as const;

const SIDE = 32;
const COARSE = 8;

interface Look {
  readonly sample: Sample;
  /** dHash: of an 8 × 8 grid, whether each cell is brighter than its left neighbour; two words of 32 bits. */
  readonly hash: readonly [number, number];
  /** Less the mean, of length one. */
  readonly coarse: Float32Array;
  readonly fine: Float32Array;
}

/**
 * Pairs across splits, most alike first. Hashes within 6 of 64 bits are candidates, and their correlation decides. Every pair of
 * hashes is compared; reading the images is what takes time.
 */
export async function nearDuplicates(
  { samples, classes }: Pick<Dataset, 'samples' | 'classes'>,
  { concurrency = availableParallelism() } = {},
): Promise<NearDuplicate[]> {
  if (new Set(samples.map(splitOf)).size < 2) return [];
  const looks: Look[] = [];
  await forEachConcurrent(samples.length, concurrency, async (i) => {
    const look = await lookAt(samples[i]!).catch(() => null); // unreadable images are listed elsewhere
    if (look !== null) looks.push(look);
  });
  const label = (s: Sample) => classes[s.label] ?? 'unlabelled';
  const pairs: NearDuplicate[] = [];
  for (let i = 0; i < looks.length; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [looks[i]!, looks[j]!];
      if (bits(x.hash[0] ^ y.hash[0]) + bits(x.hash[1] ^ y.hash[1]) > NEAR.hashDistance) continue;
      if (splitOf(x.sample) === splitOf(y.sample)) continue;
      if (dot(x.coarse, y.coarse) < NEAR.correlation - 0.02) continue; // cheap, and looser
      const correlation = dot(x.fine, y.fine);
      if (correlation < NEAR.correlation) continue;
      const [a, b] = x.sample.imagePath < y.sample.imagePath ? [x.sample, y.sample] : [y.sample, x.sample];
      pairs.push({
        imagePaths: [a.imagePath, b.imagePath],
        splits: [splitOf(a), splitOf(b)],
        labels: [label(a), label(b)],
        correlation: Math.min(1, correlation),
      });
    }
  return pairs.sort((p, q) => q.correlation - p.correlation || (p.imagePaths[0] < q.imagePaths[0] ? -1 : 1));
}

const splitOf = (s: Sample) => s.split ?? 'none';

async function lookAt(sample: Sample): Promise<Look | null> {
  const pixels = await loadImage(sample, { size: SIDE, channels: 1 });
  const fine = normalised(pixels);
  const coarse = normalised(cells(pixels, COARSE, COARSE));
  return fine && coarse && { sample, hash: differenceHash(pixels), coarse, fine };
}

/** Means over a grid of cells. */
function cells(pixels: Uint8Array, columns: number, rows: number): Float64Array {
  const [sums, counts] = [new Float64Array(columns * rows), new Float64Array(columns * rows)];
  for (let i = 0; i < pixels.length; i++) {
    const cell = Math.floor((Math.floor(i / SIDE) * rows) / SIDE) * columns + Math.floor(((i % SIDE) * columns) / SIDE);
    sums[cell]! += pixels[i]!;
    counts[cell]!++;
  }
  return sums.map((sum, c) => sum / counts[c]!);
}

/** Krawetz' dHash: 8 rows of 9 cells, each compared with its neighbour. */
function differenceHash(pixels: Uint8Array): [number, number] {
  const grid = cells(pixels, 9, 8);
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    const at = Math.floor(bit / 8) * 9 + (bit % 8);
    if (grid[at + 1]! > grid[at]!) words[bit >> 5]! |= 1 << (bit & 31);
  }
  return words;
}

/** Null of a flat image, which is like any other flat image and like none. */
function normalised(values: ArrayLike<number>): Float32Array | null {
  const list = Float32Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const length = Math.sqrt(list.reduce((sum, v) => sum + (v - mean) ** 2, 0));
  return length === 0 ? null : list.map((v) => (v - mean) / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Bits set in 32. */
function bits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
