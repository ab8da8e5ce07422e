import { crc32, inflateRawSync } from 'node:zlib';
import { badFile, truncated } from './errors.ts';
import type { ByteSource } from './file-source.ts';

/** A zip archive whose entries are read one at a time (APPNOTE 6.3.10; stored or deflated, zip64, not encrypted). */
export interface Zip {
  readonly names: readonly string[];
  /** An entry's bytes, checked against its CRC-32; throws when there is no such entry. */
  read(name: string): Uint8Array;
}

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** How much an archive may inflate to: more than real arrays do, less than a bomb. */
const INFLATE_FLOOR = 2 ** 30;
const INFLATE_RATIO = 100;

/** Lists a zip archive from its central directory, so nothing but what is asked for is read. */
export function openZip(file: ByteSource): Zip {
  const entries = readDirectory(file);
  let packed = 0;
  let inflated = 0;
  for (const { method, packed: bytes, size } of entries.values()) {
    packed += bytes;
    if (method !== 0) inflated += size;
  }
  // Entries that share bytes, or inflate thousandfold, are how a small file fills a memory.
  if (packed > file.size) throw badFile(file.path, 'is a zip archive whose entries overlap');
  if (inflated > Math.max(INFLATE_FLOOR, INFLATE_RATIO * file.size)) {
    throw badFile(file.path, `would inflate from ${file.size} to ${inflated} bytes, which looks like a zip bomb`);
  }
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw badFile(file.path, `has no entry ${name}`);
      return readEntry(file, name, entry);
    },
  };
}

function readEntry(file: ByteSource, name: string, entry: Entry): Uint8Array {
  if (entry.flags & 1) throw badFile(file.path, `its entry ${name} is encrypted`);
  const local = view(file.read(entry.offset, 30));
  if (local.getUint32(0, true) !== 0x04034b50) throw badFile(file.path, `its entry ${name} is not where it should be`);
  // The local header's own name and padding (PyTorch aligns storages to 64 bytes with it) differ from the directory's.
  const start = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const bytes = inflate(file, name, entry, file.read(start, entry.packed));
  if (bytes.length !== entry.size) throw badFile(file.path, `its entry ${name} has the wrong size`);
  if (crc32(bytes) !== entry.crc)
    throw badFile(file.path, `its entry ${name} is damaged (CRC)`, 'copy or download it again');
  return bytes;
}

function inflate(file: ByteSource, name: string, entry: Entry, packed: Uint8Array): Uint8Array {
  if (entry.method === 0) return packed;
  if (entry.method !== 8)
    throw badFile(file.path, `its entry ${name} is packed by method ${entry.method}, not deflate`);
  try {
    const inflated = inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) });
    return inflated.byteOffset % 8 === 0 ? view8(inflated) : new Uint8Array(inflated);
  } catch {
    throw badFile(file.path, `its entry ${name} does not inflate`, 'copy or download it again');
  }
}

function readDirectory(file: ByteSource): Map<string, Entry> {
  const { count, size, offset } = findDirectory(file);
  if (offset + size > file.size) throw truncated(file.path, 'its zip directory lies beyond its end');
  const bytes = Buffer.from(file.read(offset, size).buffer);
  const entries = new Map<string, Entry>();
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > size || bytes.readUInt32LE(at) !== 0x02014b50)
      throw badFile(file.path, 'has a damaged zip directory');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    if (extraEnd > size) throw badFile(file.path, 'has a damaged zip directory');
    const name = bytes.toString('utf8', at + 46, nameEnd);
    if (entries.has(name)) throw badFile(file.path, `has two entries ${name}`);
    entries.set(name, {
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      ...wideFields(bytes, at, bytes.subarray(nameEnd, extraEnd)),
    });
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes and offset of a directory entry; those that do not fit 32 bits are in the zip64 extra field, in this order. */
function wideFields(bytes: Buffer, at: number, extra: Buffer): { packed: number; size: number; offset: number } {
  let wide: Buffer = Buffer.alloc(0);
  for (let x = 0; x + 4 <= extra.length; x += 4 + extra.readUInt16LE(x + 2)) {
    if (extra.readUInt16LE(x) === 1) wide = extra.subarray(x + 4, x + 4 + extra.readUInt16LE(x + 2));
  }
  const field = (narrow: number) => {
    if (narrow !== 0xffffffff || wide.length < 8) return narrow;
    const value = Number(wide.readBigUInt64LE());
    wide = wide.subarray(8);
    return value;
  };
  const size = field(bytes.readUInt32LE(at + 24));
  const packed = field(bytes.readUInt32LE(at + 20));
  return { size, packed, offset: field(bytes.readUInt32LE(at + 42)) };
}

/** The end-of-directory record is the last thing in the file, before a comment of at most 64 KiB. */
function findDirectory(file: ByteSource): { count: number; size: number; offset: number } {
  const tailStart = Math.max(0, file.size - 22 - 0xffff);
  const tail = Buffer.from(file.read(tailStart, file.size - tailStart).buffer);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + 22 > tail.length) throw truncated(file.path, 'its zip directory is missing');
  const narrow = {
    count: tail.readUInt16LE(end + 10),
    size: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  };
  const locator = end - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return narrow;
  const record = Buffer.from(file.read(Number(tail.readBigUInt64LE(locator + 8)), 56).buffer);
  if (record.readUInt32LE() !== 0x06064b50) throw badFile(file.path, 'has a damaged zip64 directory');
  const wide = (at: number) => Number(record.readBigUInt64LE(at));
  return { count: wide(32), size: wide(40), offset: wide(48) };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A Buffer as the plain Uint8Array that a HostArray holds. */
function view8(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
