import { join } from 'node:path';
import { regionOf, resizeLabels, type Sample } from '../data/index.ts';
import { decodeRle } from '../formats/index.ts';
import { contactSheet, decodeImage, drawContours, type Outline, type Tile, writePng } from '../image/index.ts';
import { worstMedianBest } from '../report/index.ts';
import type { SegmentedImage } from '../train/index.ts';

/** One PNG for an image; where regions may overlap one for each, in a folder of its own. */
export async function writeMasks(folder: string, name: string, image: SegmentedImage, regions: readonly string[]) {
  const { width, height, labels, overlapping } = image;
  const write = (path: string, data: Uint8Array, scale: number) =>
    writePng(path, { width, height, channels: 1, data: data.map((value) => value * scale) });
  if (!overlapping) return write(join(folder, `${name}.png`), labels, regions.length === 1 ? 255 : 1);
  for (const [r, region] of regions.entries())
    await write(join(folder, region, `${name}.png`), regionOf(labels, r, true), 255);
}

/** The model's outlines in colour, the reference's white and dashed. */
export async function writeOverlay(
  path: string,
  { sample, labels, width, height, overlapping }: SegmentedImage,
  reference: Uint8Array | null,
  regions: number,
) {
  const image = await decodeImage(sample.file, { channels: 1, size: { width, height } });
  // regions that overlap are drawn one after the other, each in its own colour
  const split = (all: Uint8Array): Uint8Array[] =>
    overlapping ? Array.from({ length: regions }, (_, r) => regionOf(all, r, true).map((v) => v * (r + 1))) : [all];
  const outlines: Outline[] = [
    ...(reference === null ? [] : split(reference).map((own) => ({ labels: own, dashed: true }))),
    ...split(labels).map((own) => ({ labels: own })),
  ];
  await writePng(path, drawContours(image, outlines));
}

/** A region of an image beside its reference, small enough to be kept for all images. */
export interface JudgedMask {
  readonly sample: Sample;
  readonly name: string;
  readonly dice: number;
  readonly width: number;
  readonly height: number;
  /** Run lengths of the model's mask and of the reference. */
  readonly runs: string;
  readonly truth: string;
}

const TILE = 240;

/** The worst, median and best cases by Dice as one picture, with both outlines. */
export async function writeContactSheet(path: string, judged: readonly JudgedMask[]): Promise<void> {
  const rows = worstMedianBest(judged, (a, b) => a.dice - b.dice || (a.name < b.name ? -1 : 1));
  const drawn = Object.entries(rows).map(async ([title, cases]) => ({
    title,
    tiles: await Promise.all(cases.map(tileOf)),
  }));
  await writePng(path, contactSheet(await Promise.all(drawn), TILE));
}

async function tileOf({ sample, name, dice, width, height, runs, truth }: JudgedMask): Promise<Tile> {
  const scale = TILE / Math.max(width, height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const image = await decodeImage(sample.file, { channels: 1, size });
  const small = (text: string) => resizeLabels({ width, height, data: decodeRle(text, { width, height }) }, size);
  const picture = drawContours(image, [{ labels: small(truth), dashed: true }, { labels: small(runs) }]);
  return { picture, lines: [name, `Dice ${dice.toFixed(3)}`] };
}
