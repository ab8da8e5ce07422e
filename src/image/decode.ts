import { DEFAULT_MAX_PIXELS, type EncodedImage, imageError, openImage, pipeline } from './open.ts';
import { resizePlainPng } from './png.ts';
import { centreOn, resizeBilinear, type Size } from './resize.ts';

/** Pixels row by row, channels innermost: `data[(y * width + x) * channels + c]`. */
export interface Image<Data extends Uint8Array | Uint16Array = Uint8Array> {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Data;
}

export interface DecodeOptions {
  /** Size of the result in pixels; a number means a square. Default: as stored. */
  size?: number | Size | undefined;
  /** 1: grey, colour weighted as in ITU-R 601 (PIL's `L`); 3: RGB, grey repeated. */
  channels: 1 | 3;
  /** How a picture of another shape meets `size`: stretch (default), letterbox on black, or crop around the centre. */
  fit?: 'fill' | 'contain' | 'cover';
  /** Larger images are refused. Default 100 megapixels. */
  maxPixels?: number;
}

/**
 * An image file as 8-bit pixels, decoded and resized off the main thread. PNG (1–16 bit), JPEG, TIFF, WebP, GIF; palettes are
 * expanded, transparency lies on black, 16-bit samples are scaled over the full range (65,535 → 255). Shrinking is antialiased:
 * PIL's BILINEAR, bit for bit for plain 8-bit PNGs; for the rest libvips', a level or two apart at edges (decode.test.ts).
 * Throws one line that names the file, the reason and the mend.
 */
export async function decodeImage(path: string | EncodedImage, options: DecodeOptions): Promise<Image> {
  const { samples, bits, ...shape } = await decodeSamples(path, options);
  if (bits === 8) return { ...shape, data: samples as Uint8Array };
  return { ...shape, data: Uint8Array.from(samples, (v) => Math.floor((v + 128) / 257)) };
}

/** Pixels that need no decoding, as an image of another size and number of channels: what `decodeImage` would make of them. */
export function convertImage(image: Image, { size, channels }: Pick<DecodeOptions, 'size' | 'channels'>): Image {
  const frame = frameSize(size, image);
  const wide = toChannels(image.data, image.channels, channels);
  const same = frame.width === image.width && frame.height === image.height;
  const data = same ? wide : resizeBilinear(wide, channels, image, frame);
  return { ...frame, channels, data };
}

/** As `decodeImage`, with 16 bits kept; 8-bit samples are scaled over the full range (255 → 65,535). */
export async function decodeImage16(path: string, options: DecodeOptions): Promise<Image<Uint16Array>> {
  const { samples, bits, ...shape } = await decodeSamples(path, options);
  return { ...shape, data: bits === 16 ? (samples as Uint16Array) : Uint16Array.from(samples, (v) => v * 257) };
}

interface Samples {
  width: number;
  height: number;
  channels: 1 | 3;
  bits: 8 | 16;
  samples: Uint8Array | Uint16Array;
}

async function decodeSamples(source: string | EncodedImage, options: DecodeOptions): Promise<Samples> {
  const path = typeof source === 'string' ? source : source.name;
  const { channels, fit = 'fill', maxPixels = DEFAULT_MAX_PIXELS } = options;
  const { bytes, meta, png } = await openImage(source, maxPixels);
  const bits = meta.depth === 'ushort' ? 16 : 8;
  const isGrey = meta.space === 'b-w' || meta.space === 'grey16';

  const frame = frameSize(options.size, meta);
  const inner = innerSize(meta, frame, fit);

  const quick = png && (await resizePlainPng(png, channels, inner));
  if (quick) return { ...frame, channels, bits: 8, samples: centreOn(quick, channels, inner, frame) };

  // Where the addon is missing, a plain PNG gets the same pixels from resizeBilinear.
  const shrinks = png === null && inner.width <= meta.width && inner.height <= meta.height;
  let image = pipeline(bytes);
  if (meta.hasAlpha) image = image.flatten({ background: '#000' });
  if (shrinks) image = image.resize({ ...inner, fit: 'fill', kernel: 'linear' });
  // Stay in the stored encoding: libvips' own grey goes through linear light, which is not what `L` means elsewhere.
  const space = isGrey ? (bits === 16 ? 'grey16' : 'b-w') : bits === 16 ? 'rgb16' : 'srgb';
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: bits === 16 ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((e: Error) => {
      throw imageError(path, 'is corrupt or cut off; copy it again from its source', e);
    });

  const { buffer, byteOffset, byteLength } = data;
  const raw =
    bits === 16 ? new Uint16Array(buffer, byteOffset, byteLength / 2) : new Uint8Array(buffer, byteOffset, byteLength);
  let samples = toChannels(raw, info.channels, channels);
  if (!shrinks) samples = resizeBilinear(samples, channels, meta, inner);
  return { ...frame, channels, bits, samples: centreOn(samples, channels, inner, frame) };
}

function frameSize(size: DecodeOptions['size'], stored: Size): Size {
  const { width, height } = typeof size === 'number' ? { width: size, height: size } : (size ?? stored);
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1)
      throw new RangeError(`decodeImage: size ${side} must be a whole number ≥ 1`);
  return { width, height };
}

/** The size that the picture itself takes in the frame. */
function innerSize(stored: Size, frame: Size, fit: 'fill' | 'contain' | 'cover'): Size {
  if (fit === 'fill') return frame;
  const sides = [frame.width / stored.width, frame.height / stored.height];
  const scale = fit === 'contain' ? Math.min(...sides) : Math.max(...sides);
  const side = (n: number) => Math.max(1, Math.round(n * scale));
  return { width: side(stored.width), height: side(stored.height) };
}

function toChannels<T extends Uint8Array | Uint16Array>(from: T, have: number, want: 1 | 3): T {
  if (have === want) return from;
  const n = from.length / have;
  const to = (from instanceof Uint16Array ? new Uint16Array(n * want) : new Uint8Array(n * want)) as T;
  if (want === 3) for (let i = 0; i < n * 3; i++) to[i] = from[Math.floor(i / 3)]!;
  else
    for (let i = 0, j = 0; i < n; i++, j += have)
      to[i] = (from[j]! * 19595 + from[j + 1]! * 38470 + from[j + 2]! * 7471 + 0x8000) / 0x10000; // stores the whole part
  return to;
}
