import { gunzipSync } from 'node:zlib';
import { DTYPES, type DType, type HostArray } from '../torch/dtype.ts';
import { badFile, truncated } from './errors.ts';
import { readWhole } from './file-source.ts';
import { byteLength, swapBytes } from './host-array.ts';

const TYPES: Record<number, DType> = { 8: 'u8', 9: 'i8', 11: 'i16', 12: 'i32', 13: 'f32', 14: 'f64' };
const MAX_BYTES = 2 ** 32;

/**
 * Reads an IDX file (MNIST's: two zeros, type, rank, big-endian sizes, big-endian elements), plain or gzipped.
 * Images come as u8 [N, H, W], labels as u8 [N].
 */
export function readIdx(path: string): HostArray {
  const bytes = gunzipped(path, readWhole(path));
  if (bytes.length < 4) throw truncated(path, `${bytes.length} bytes are too few for an IDX file`);
  const dtype = TYPES[bytes[2]!];
  if (bytes[0] !== 0 || bytes[1] !== 0 || dtype === undefined) throw badFile(path, 'is not an IDX file');
  const rank = bytes[3]!;
  const dataAt = 4 + 4 * rank;
  if (bytes.length < dataAt) throw truncated(path, 'its header is cut off');
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const expected = dataAt + byteLength(dtype, shape);
  if (bytes.length < expected) throw truncated(path, `[${shape}] needs ${expected} bytes, it has ${bytes.length}`);
  if (bytes.length > expected) throw badFile(path, `has ${bytes.length - expected} bytes too many for [${shape}]`);
  return { dtype, shape, data: swapBytes(new Uint8Array(bytes.subarray(dataAt)), DTYPES[dtype].bytes) };
}

function gunzipped(path: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badFile(path, `does not gunzip (${reason})`, 'copy or download it again');
  }
}
