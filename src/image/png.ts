import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { pixels } from './pixels.ts';
import { axis, type Size } from './resize.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const inflateAsync = promisify<Uint8Array, object, Buffer>(inflate);

/** A PNG of 8-bit grey or RGB samples, neither interlaced nor transparent: nearly all that X-rays are stored in. */
export interface PlainPng extends Size {
  channels: 1 | 3;
  /** The zlib stream of its filtered rows. */
  compressed: Buffer;
}

/** The PNG in `bytes`, or null where it is anything else, or broken. */
export function plainPng(bytes: Buffer): PlainPng | null {
  if (bytes.length < 57 || bytes.toString('latin1', 0, 8) !== SIGNATURE) return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = bytes.subarray(24, 29);
  if (width === 0 || height === 0 || depth !== 8 || (colour !== 0 && colour !== 2) || interlaced !== 0) return null;
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'tRNS') return null;
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === 'IEND')
      return {
        width,
        height,
        channels: colour === 0 ? 1 : 3,
        compressed: data.length === 1 ? data[0]! : Buffer.concat(data),
      };
    at += 12 + length;
  }
  return null;
}

/**
 * A plain PNG in `channels`, resized to `to` as `resizeBilinear` does, in libuv's pool. Null where it is broken, or the addon
 * is not built: sharp then decodes it, or says what is wrong.
 */
export async function resizePlainPng(png: PlainPng, channels: 1 | 3, to: Size): Promise<Uint8Array | null> {
  if (pixels === null || (channels === 3 && png.channels === 1)) return null;
  const { width, height } = png;
  try {
    const compressed = pixels.inflates;
    const rows = compressed ? png.compressed : await inflateRows(png);
    const out = new Uint8Array(to.width * to.height * channels);
    const [across, down] = [axis(width, to.width), axis(height, to.height)];
    await pixels.resizeRows({ rows, compressed, stored: png.channels, channels, across, down, out });
    return out;
  } catch {
    return null;
  }
}

/** By Node's zlib, for where libdeflate is missing. */
function inflateRows({ width, height, channels, compressed }: PlainPng): Promise<Buffer> {
  const length = height * (1 + width * channels);
  // one byte more than needed: a buffer that is full when the stream ends would be followed by another; 64 is zlib's least
  const chunkSize = Math.max(length + 1, 64);
  return inflateAsync(compressed, { chunkSize, maxOutputLength: length + 1 });
}
