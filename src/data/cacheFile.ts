import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemError } from '../formats/errors.ts';

/**
 * The packed file: images u8 [count, C, H, W] from byte 0, then a JSON footer, its length (u32) and a magic word.
 * The footer carries a digest of every pixel, so a file cut short or altered is found out when it is opened.
 */
const MAGIC = 'FOVEAIM1';
const TAIL = 4 + MAGIC.length;

export interface Footer {
  readonly key: string;
  readonly count: number;
  readonly imageBytes: number;
  /** Images that could not be decoded; their place is filled with zeros. */
  readonly skipped: readonly { readonly index: number; readonly reason: string }[];
  /** SHA-256 over the images' own SHA-256s, so images can be written in any order. */
  readonly digest: string;
}

export interface PackedFile {
  readonly fd: number;
  readonly footer: Footer;
}

/** Open and check; undefined where there is no file, or it is not what its footer says. */
export async function openPacked(
  path: string,
  expect: Pick<Footer, 'key' | 'count' | 'imageBytes'>,
): Promise<PackedFile | undefined> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw systemError(path, 'read', error);
  }
  const footer = readFooter(fd);
  const { key, count, imageBytes } = expect;
  const fits = footer?.key === key && footer.count === count && footer.imageBytes === imageBytes;
  if (fits && (await digestOf(fd, count, imageBytes)) === footer.digest) return { fd, footer };
  closeSync(fd);
  return undefined;
}

function readFooter(fd: number): Footer | undefined {
  const { size } = fstatSync(fd);
  const tail = Buffer.alloc(TAIL);
  if (size < TAIL || readSync(fd, tail, 0, TAIL, size - TAIL) < TAIL) return undefined;
  if (tail.toString('latin1', 4) !== MAGIC) return undefined;
  const length = tail.readUInt32LE(0);
  if (length > size - TAIL) return undefined;
  const json = Buffer.alloc(length);
  readSync(fd, json, 0, length, size - TAIL - length);
  try {
    const footer = JSON.parse(json.toString()) as Footer;
    return footer.count * footer.imageBytes === size - TAIL - length ? footer : undefined;
  } catch {
    return undefined;
  }
}

async function digestOf(fd: number, count: number, imageBytes: number): Promise<string> {
  const digests = createHash('sha256');
  // a megabyte or an image at a time: half a second a gigabyte, with a breath for others in between
  const atOnce = Math.max(1, Math.floor((1 << 20) / imageBytes));
  const images = Buffer.alloc(atOnce * imageBytes);
  for (let i = 0; i < count; i += atOnce) {
    const own = Math.min(atOnce, count - i);
    if (readSync(fd, images, 0, own * imageBytes, i * imageBytes) < own * imageBytes) return '';
    for (let k = 0; k < own; k++) {
      const image = images.subarray(k * imageBytes, (k + 1) * imageBytes);
      digests.update(createHash('sha256').update(image).digest());
    }
    await setImmediate();
  }
  return digests.digest('hex');
}

/** A writer writes all the time, so a temporary file that rested this long was left by one that was killed. */
const STALE_MS = 3_600_000;

/**
 * Writes a packed file beside its place and moves it there when whole. Two processes that build the same cache do not see
 * each other: both write the same bytes under names of their own, and the second rename replaces like with like.
 * @throws Error, one line naming the file, when the disk is full, read-only, …
 */
export class PackedWriter {
  readonly #path: string;
  readonly #temporary: string;
  readonly #fd: number;
  readonly #imageBytes: number;
  readonly #digests: Buffer[];

  constructor(path: string, { count, imageBytes }: { count: number; imageBytes: number }) {
    this.#path = path;
    this.#temporary = `${path}.${process.pid}.${Date.now()}.tmp`;
    this.#imageBytes = imageBytes;
    this.#digests = new Array<Buffer>(count);
    this.#fd = this.#attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      sweep(dirname(path));
      return openSync(this.#temporary, 'wx');
    });
  }

  write(index: number, image: Uint8Array): void {
    this.#digests[index] = createHash('sha256').update(image).digest();
    this.#put(image, index * this.#imageBytes);
  }

  finish(key: string, skipped: Footer['skipped']): void {
    const count = this.#digests.length;
    const digest = createHash('sha256').update(Buffer.concat(this.#digests)).digest('hex');
    const footer: Footer = { key, count, imageBytes: this.#imageBytes, skipped, digest };
    const json = Buffer.from(JSON.stringify(footer));
    const tail = Buffer.alloc(TAIL);
    tail.writeUInt32LE(json.length, 0);
    tail.write(MAGIC, 4, 'latin1');
    this.#put(Buffer.concat([json, tail]), count * this.#imageBytes);
    this.#attempt(() => {
      fsyncSync(this.#fd);
      closeSync(this.#fd);
      renameSync(this.#temporary, this.#path);
    });
  }

  /** After a failure: leave nothing behind. */
  abandon(): void {
    try {
      closeSync(this.#fd);
    } catch {
      // already closed
    }
    rmSync(this.#temporary, { force: true });
  }

  #put(bytes: Uint8Array, position: number): void {
    this.#attempt(() => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
      }
    });
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw systemError(this.#path, 'write', error);
    }
  }
}

function sweep(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (!/\.images\.\d+\.\d+\.tmp$/.test(name)) continue;
    const changed = statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > STALE_MS) rmSync(join(dir, name), { force: true });
  }
}
