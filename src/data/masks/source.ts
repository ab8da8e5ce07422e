import { basename } from 'node:path';
import { decodeRleRows, NO_RUNS, type RleRow } from '../../formats/index.ts';
import { decodeImage, readImageSize } from '../../image/index.ts';
import { joinRegions } from './regions.ts';

/** Where the mask of an image comes from: a file of its own, rows of a run-length CSV, or one of these for each region that may overlap others. */
export type MaskSource =
  | OneMask
  | {
      readonly kind: 'layers';
      /** Of the first region, for messages. */
      readonly file: string;
      /** In the order of the regions. */
      readonly layers: readonly OneMask[];
    };

/** See `MaskSource`. */
export type OneMask =
  | { readonly kind: 'file'; readonly file: string }
  | {
      readonly kind: 'rle';
      readonly file: string;
      readonly rows: readonly RleRow[];
      /** Side of the square images that the runs count in; null: of the image itself. */
      readonly size: number | null;
    };

/** A mask at its own size, row by row: class indices, or of regions that may overlap a bit for each (`regionOf`). */
export interface LabelMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Whether run lengths say that there is something; null for files, which would have to be decoded. */
export function hasRegion(source: MaskSource): boolean | null {
  if (source.kind === 'rle') return source.rows.some(({ runs }) => runs !== NO_RUNS);
  if (source.kind === 'file') return null;
  const each = source.layers.map(hasRegion);
  return each.includes(true) ? true : each.includes(null) ? null : false;
}

/** All files that a mask is read from. */
export const filesOf = (source: MaskSource): string[] =>
  source.kind === 'layers' ? source.layers.flatMap(filesOf) : [source.file];

/**
 * The mask of an image as class indices, or bits of regions that may overlap. With two classes 0 is background and 1 or 255 the region; with more, values are the
 * indices. @throws one line that names the mask, where its size is not the image's or a value is no label.
 */
export async function readMask(source: MaskSource, image: string, classes: number): Promise<LabelMask> {
  if (source.kind === 'layers') {
    const each = await Promise.all(source.layers.map((layer) => readMask(layer, image, 2)));
    return joinRegions(each);
  }
  if (source.kind === 'rle') {
    const { width, height } =
      source.size === null ? await readImageSize(image) : { width: source.size, height: source.size };
    return { width, height, data: decodeRleRows(source.file, source.rows, { width, height }) };
  }
  const { width, height, data } = await decodeImage(source.file, { channels: 1 });
  return { width, height, data: toLabels(data, { file: source.file, width, classes }) };
}

/** Checks sizes by the headers alone. */
export async function checkMaskSize(source: MaskSource, image: string): Promise<void> {
  if (source.kind === 'rle') return;
  if (source.kind === 'layers') {
    await Promise.all(source.layers.map((layer) => checkMaskSize(layer, image)));
    return;
  }
  const [mask, own] = await Promise.all([readImageSize(source.file), readImageSize(image)]);
  if (mask.width === own.width && mask.height === own.height) return;
  throw new Error(
    `${source.file}: the mask is ${mask.width} × ${mask.height}, its image ${basename(image)} ${own.width} × ${own.height}; export both at one size`,
  );
}

function toLabels(data: Uint8Array, { file, width, classes }: { file: string; width: number; classes: number }) {
  const labels = Uint8Array.from({ length: 256 }, (_, value) => (value < classes ? value : UNKNOWN));
  if (classes === 2) labels[255] = 1;
  const out = data.map((value) => labels[value]!);
  const bad = out.indexOf(UNKNOWN);
  if (bad < 0) return out;
  const known = classes === 2 ? '0, and 1 or 255' : `0 to ${classes - 1}`;
  const place = `x ${bad % width}, y ${Math.floor(bad / width)}`;
  throw new Error(
    `${file}: the value ${data[bad]} at ${place} is no label (${known}); save masks without smoothing, as PNG`,
  );
}

const UNKNOWN = 255;
