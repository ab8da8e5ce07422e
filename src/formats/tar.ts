import { badFile, truncated } from './errors.ts';
import { type ByteSource, withFile } from './file-source.ts';

/** A file inside a tar archive: where its bytes lie. */
export interface TarEntry {
  readonly name: string;
  /** Of the content, bytes from the start of the archive. */
  readonly offset: number;
  readonly size: number;
}

const BLOCK = 512;
/** Headers are read in chunks: most archives of images have many small members. */
const CHUNK = 1 << 20;
const MAX_NAME = 1 << 16;

/**
 * The regular files of an uncompressed tar archive (POSIX ustar, GNU long names, pax paths), in its order; contents are not read. Links,
 * devices and folders are left out. Nothing is ever unpacked, so a name such as `../x` reaches no file.
 */
export function readTarIndex(path: string): TarEntry[] {
  return withFile(path, (file) => {
    const header = headerReader(file);
    const entries: TarEntry[] = [];
    let longName: string | undefined;
    for (let at = 0; at + BLOCK <= file.size; ) {
      const block = header(at);
      if (block[0] === 0) break; // the end is marked by blocks of zeros
      checkSum(path, block, at);
      const size = numberAt(path, block, 124, 12);
      const type = String.fromCharCode(block[156]!);
      const offset = at + BLOCK;
      if (offset + size > file.size) throw truncated(path, `${nameOf(block)} ends at byte ${offset + size}`);
      if (type === 'L' || type === 'x') {
        if (size > MAX_NAME) throw badFile(path, `has a name of ${size} bytes at byte ${at}`);
        const text = Buffer.from(file.read(offset, size)).toString();
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (paxPath(text) ?? longName);
      } else {
        if (type === '0' || type === '\0') entries.push({ name: longName ?? nameOf(block), offset, size });
        longName = undefined;
      }
      at = offset + Math.ceil(size / BLOCK) * BLOCK;
    }
    return entries;
  });
}

function headerReader(file: ByteSource): (at: number) => Uint8Array {
  let start = 0;
  let chunk: Uint8Array = new Uint8Array(0);
  return (at) => {
    if (at < start || at + BLOCK > start + chunk.length) {
      start = at;
      chunk = file.read(at, Math.min(CHUNK, file.size - at));
    }
    return chunk.subarray(at - start, at - start + BLOCK);
  };
}

function textAt(block: Uint8Array, at: number, length: number): string {
  const field = Buffer.from(block.buffer, block.byteOffset + at, length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

/** ustar splits long names into a prefix and a name. */
function nameOf(block: Uint8Array): string {
  const name = textAt(block, 0, 100);
  const prefix = textAt(block, 257, 5) === 'ustar' && block[263] === 48 ? textAt(block, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Octal text, or GNU's base 256 where the first bit is set. */
function numberAt(path: string, block: Uint8Array, at: number, length: number): number {
  if (block[at]! & 0x80) return block.subarray(at + 1, at + length).reduce((n, byte) => n * 256 + byte, 0);
  const text = textAt(block, at, length).trim();
  if (!/^[0-7]*$/.test(text)) throw badFile(path, 'is not a tar archive');
  return Number.parseInt(text || '0', 8);
}

/** The sum of a header's bytes, its own field counted as blanks. */
function checkSum(path: string, block: Uint8Array, at: number): void {
  const stored = numberAt(path, block, 148, 8);
  const sum = block.reduce((s, byte, i) => s + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum === stored) return;
  throw at === 0
    ? badFile(path, 'is not an uncompressed tar archive', 'unpack it, or gunzip it first')
    : badFile(path, `is damaged at byte ${at}`, 'copy or download it again');
}

/** pax records are `length key=value\n`. */
const paxPath = (text: string) => /^\d+ path=(.*)$/m.exec(text)?.[1];
