import { readFile } from 'node:fs/promises';
import type { Metadata, SharpOptions } from 'sharp';
import { type PlainPng, plainPng } from './png.ts';
import { sharp } from './sharp.ts';

/** Images of more pixels than this are refused unless the caller says otherwise: 100 megapixels, a 10,000 × 10,000 film. */
export const DEFAULT_MAX_PIXELS = 100_000_000;

const FORMATS = new Set(['png', 'jpeg', 'tiff', 'webp', 'gif']);

/** As stored: colour profiles and orientation tags are not applied (nor does PIL), and a cut-off file is an error, not grey bands. */
const OPTIONS = { failOn: 'error', ignoreIcc: true, limitInputPixels: false } as const satisfies SharpOptions;

/** What the header of an image says. */
export type Header = Pick<Metadata, 'format' | 'width' | 'height' | 'depth' | 'space' | 'hasAlpha'>;

export interface OpenedImage {
  bytes: Buffer;
  meta: Header;
  /** Where it is a plain PNG. */
  png: PlainPng | null;
}

/** An image that lies inside another file, such as an archive: its bytes, and the name that errors give it. */
export interface EncodedImage {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The bytes and header of an image, or an `Error` that names the file, the reason and the mend. */
export async function openImage(source: string | EncodedImage, maxPixels: number): Promise<OpenedImage> {
  const path = typeof source === 'string' ? source : source.name;
  const bytes = typeof source === 'string' ? await readBytes(source) : source.bytes;
  const png = plainPng(bytes);
  const meta = png === null ? await sharpHeader(path, bytes) : headerOf(png);
  checkHeader(path, meta, maxPixels);
  return { bytes, meta, png };
}

async function readBytes(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((e: NodeJS.ErrnoException) => {
    throw imageError(path, e.code === 'ENOENT' ? 'no such file; check the path' : `cannot be read (${e.code})`, e);
  });
  if (bytes.length === 0) throw imageError(path, 'is empty (0 bytes); copy it again from its source');
  return bytes;
}

function headerOf({ width, height, channels }: PlainPng): Header {
  return { format: 'png', width, height, depth: 'uchar', space: channels === 1 ? 'b-w' : 'srgb', hasAlpha: false };
}

function sharpHeader(path: string, bytes: Buffer): Promise<Metadata> {
  return sharp(bytes, OPTIONS)
    .metadata()
    .catch((e: Error) => {
      throw imageError(path, whyUnreadable(bytes, e), e);
    });
}

/** A pipeline over bytes whose header was checked. */
export const pipeline = (bytes: Buffer) => sharp(bytes, OPTIONS);

/** Only the header is read: the file's size on disk does not matter. */
export async function readHeader(source: string | EncodedImage): Promise<Metadata> {
  if (typeof source !== 'string') return sharpHeader(source.name, source.bytes);
  const path = source;
  try {
    return await sharp(path, OPTIONS).metadata();
  } catch {
    return sharpHeader(path, await readBytes(path)); // reads it whole, to say what is wrong
  }
}

function checkHeader(path: string, meta: Header, maxPixels: number): void {
  if (!FORMATS.has(meta.format))
    throw imageError(path, `is ${meta.format}, which is not read here; convert it to PNG or JPEG`);
  if (meta.depth !== 'uchar' && meta.depth !== 'ushort')
    throw imageError(path, `has ${meta.depth} samples; convert it to 8 or 16 bits per sample`);
  if (meta.width * meta.height > maxPixels) {
    const size = `${meta.width} × ${meta.height} = ${Math.round((meta.width * meta.height) / 1e6)} megapixels`;
    throw imageError(path, `is ${size}, over the limit of ${maxPixels / 1e6}; shrink it, or raise maxPixels`);
  }
}

function whyUnreadable(bytes: Buffer, error: Error): string {
  if (bytes.toString('latin1', 128, 132) === 'DICM') return 'is DICOM, not a plain image; read it as DICOM';
  if (/unsupported image format/.test(error.message)) return 'is not an image (known: PNG, JPEG, TIFF, WebP, GIF)';
  return 'is corrupt: its header cannot be read; copy it again from its source';
}

/** `file: reason; mend`, on one line, with the library's own words kept as the cause. */
export function imageError(path: string, reason: string, cause?: unknown): Error {
  return new Error(`image ${path}: ${reason}`, cause === undefined ? undefined : { cause });
}
