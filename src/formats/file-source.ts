import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemError, truncated } from './errors.ts';

/** Bytes that are read piece by piece, so that files larger than a buffer may be are no special case. */
export interface ByteSource {
  /** The file, for messages. */
  readonly path: string;
  readonly size: number;
  /** `length` bytes from `offset` in a buffer of their own (so typed views are aligned); throws when the file is shorter. */
  read(offset: number, length: number): Uint8Array;
}

/** Opens a file for the length of `use`. */
export function withFile<T>(path: string, use: (file: ByteSource) => T): T {
  const handle = attempt(path, () => openSync(path, 'r'));
  try {
    const stat = attempt(path, () => fstatSync(handle));
    if (stat.isDirectory()) throw systemError(path, 'read', { code: 'EISDIR' });
    return use({ path, size: stat.size, read: (offset, length) => readAt(path, handle, stat.size, offset, length) });
  } finally {
    closeSync(handle);
  }
}

/** A whole file. */
export function readWhole(path: string): Uint8Array {
  return withFile(path, (file) => file.read(0, file.size));
}

/** Bytes already in memory, as a source. */
export function bytesSource(path: string, bytes: Uint8Array): ByteSource {
  return {
    path,
    size: bytes.length,
    read(offset, length) {
      if (offset + length > bytes.length) throw shortOf(path, bytes.length, offset + length);
      return bytes.slice(offset, offset + length);
    },
  };
}

function readAt(path: string, handle: number, size: number, offset: number, length: number): Uint8Array {
  if (!(length >= 0 && offset >= 0 && offset + length <= size)) throw shortOf(path, size, offset + length);
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const chunk = Math.min(length - done, 2 ** 30); // read(2) stops short of 2 GiB
    const got = attempt(path, () => readSync(handle, bytes, done, chunk, offset + done));
    if (got === 0) throw shortOf(path, offset + done, offset + length);
    done += got;
  }
  return bytes;
}

function shortOf(path: string, size: number, wanted: number): Error {
  return truncated(path, `it ends at byte ${size}, ${wanted} are needed`);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw systemError(path, 'read', error);
  }
}
