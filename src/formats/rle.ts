import { writeFileAtomic } from './atomic.ts';
import { formatCsv, readCsv } from './csv.ts';
import { badFile } from './errors.ts';

export interface MaskSize {
  readonly width: number;
  readonly height: number;
}

/** One row of a run-length file: a region of an image, or that it has none. */
export interface RleRow {
  readonly imageId: string;
  /** `gap length gap length …`, or `-1`. */
  readonly runs: string;
  /** Of the file, for messages. */
  readonly line: number;
}

/** What stands in place of runs where an image has no region. */
export const NO_RUNS = '-1';

/**
 * Run lengths as the SIIM-ACR pneumothorax challenge writes them, as a mask [height, width] of 0 and 1 (row by row). Positions go
 * down the columns; each pair is the pixels skipped since the last run, and the length of the next. `into` adds the region to a mask.
 * @throws RangeError with the reason where the text is not that, or leaves the image.
 */
export function decodeRle(runs: string, { width, height }: MaskSize, into?: Uint8Array): Uint8Array {
  const mask = new Uint8Array(width * height);
  const numbers = numbersOf(runs);
  let at = 0;
  let first = height; // the rows in which columns change
  let last = 0;
  for (let i = 0; i < numbers.length; i += 2) {
    const start = at + numbers[i]!;
    at = start + numbers[i + 1]!;
    if (at > width * height)
      throw new RangeError(
        `run ${i / 2 + 1} ends at pixel ${at}, but an image of ${width} × ${height} has ${mask.length}`,
      );
    // Marks where each column changes; a run over several columns changes each of them.
    for (let x = Math.floor(start / height); x * height < at; x++) {
      const [top, end] = [Math.max(start - x * height, 0), at - x * height];
      mask[top * width + x]! ^= 1;
      if (end < height) mask[end * width + x]! ^= 1;
      first = Math.min(first, top);
      last = Math.max(last, Math.min(end, height - 1));
    }
  }
  const { cells, stride } = inWords(mask, width);
  for (let i = (first + 1) * stride; i < (last + 1) * stride; i++) cells[i]! ^= cells[i - stride]!;
  if (into === undefined) return mask;
  for (let i = 0; i < mask.length; i++) into[i]! |= mask[i]!;
  return into;
}

function numbersOf(runs: string): Float64Array {
  const text = runs.trim();
  if (text === NO_RUNS) return new Float64Array();
  const words = text.split(/\s+/);
  const numbers = Float64Array.from(words, Number);
  const bad = words.findIndex((word, i) => !/^\d+$/.test(word) || (i % 2 === 1 && numbers[i] === 0));
  if (text === '' || bad >= 0)
    throw new RangeError(
      `'${words[Math.max(bad, 0)]}' is no ${bad % 2 === 1 ? 'run length' : 'gap'}; an image without a region has ${NO_RUNS}`,
    );
  if (words.length % 2 === 1) throw new RangeError(`${words.length} numbers are no pairs of gap and length`);
  return numbers;
}

/** The runs of a mask [height, width], anything but 0 inside; `-1` for an empty one. */
export function encodeRle(mask: Uint8Array, { width, height }: MaskSize): string {
  if (mask.length !== width * height) throw new RangeError(`${mask.length} values are no mask of ${width} × ${height}`);
  const columns = changesByColumn(mask, width);
  const parts: number[] = [];
  let [start, end, last] = [-1, -1, 0];
  const flush = () => {
    if (start < 0) return;
    parts.push(start - last, end - start);
    last = end;
  };
  for (const [x, changes] of columns) {
    for (let i = 0; i < changes.length; i += 2) {
      const from = x * height + changes[i]!;
      if (from !== end) {
        flush();
        start = from;
      }
      end = x * height + (changes[i + 1] ?? height);
    }
  }
  flush();
  return parts.length === 0 ? NO_RUNS : parts.join(' ');
}

/** The rows at which each column changes between outside and inside, by column; only columns that do. */
function changesByColumn(mask: Uint8Array, width: number): [number, number[]][] {
  const columns = new Map<number, number[]>();
  const note = (x: number, y: number) => {
    const list = columns.get(x);
    if (list) list.push(y);
    else columns.set(x, [y]);
  };
  const { cells, stride, pixels } = inWords(mask, width);
  const bytes = Buffer.from(mask.buffer, mask.byteOffset, mask.length);
  for (let y = 0; y * width < mask.length; y++) {
    const row = y * width;
    if (y > 0 && bytes.compare(bytes, row - width, row, row, row + width) === 0) continue;
    for (let i = y * stride; i < (y + 1) * stride; i++) {
      if (cells[i] === (y === 0 ? 0 : cells[i - stride])) continue; // most pixels are as those above
      for (let p = i * pixels; p < (i + 1) * pixels; p++) {
        if ((mask[p] === 0) !== (y === 0 || mask[p - width] === 0)) note(p % width, y);
      }
    }
  }
  return [...columns].sort(([a], [b]) => a - b);
}

/** The mask's own memory, four pixels at a time where rows allow it, and the cells of a row. */
function inWords(mask: Uint8Array, width: number) {
  if (width % 4 !== 0 || mask.byteOffset % 4 !== 0) return { cells: mask, stride: width, pixels: 1 };
  return { cells: new Int32Array(mask.buffer, mask.byteOffset, mask.length / 4), stride: width / 4, pixels: 4 };
}

const COLUMNS = ['ImageId', 'EncodedPixels'] as const;

/** The rows of a run-length CSV (`ImageId, EncodedPixels`); an image with several regions has several. Runs are checked by `decodeRle`. */
export function readRleCsv(path: string): RleRow[] {
  const { rows } = readCsv(path, { required: COLUMNS });
  return rows.map(({ line, cells }) => ({
    imageId: cells.ImageId!.trim(),
    runs: cells.EncodedPixels!.trim(),
    line,
  }));
}

/** Writes the header as the challenge has it, with a blank before the second name, so that its own tools read the file. */
export function writeRleCsv(path: string, rows: Iterable<Pick<RleRow, 'imageId' | 'runs'>>): void {
  const cells = Array.from(rows, ({ imageId, runs }) => ({ ImageId: imageId, EncodedPixels: runs }));
  writeFileAtomic(path, formatCsv(COLUMNS, cells).replace(',', ', '));
}

/** All regions of an image in one mask. @throws Error that names the file and line of a malformed row. */
export function decodeRleRows(path: string, rows: readonly RleRow[], size: MaskSize): Uint8Array {
  const mask = new Uint8Array(size.width * size.height);
  for (const { runs, line } of rows) {
    try {
      decodeRle(runs, size, mask);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw badFile(`${path}:${line}`, `malformed run lengths: ${error.message}`, 'mend or take out the row');
    }
  }
  return mask;
}
