import { truncated } from './errors.ts';
import type { ByteSource } from './file-source.ts';

const WINDOW = 1 << 18;

/** Reads a source forwards through a sliding window, checking each length against what is left. */
export class Cursor {
  readonly #source: ByteSource;
  #window: Buffer = Buffer.alloc(0);
  /** Where the window begins in the source, and where the next byte is in the window. */
  #start: number;
  #at = 0;

  constructor(source: ByteSource, offset = 0) {
    this.#source = source;
    this.#start = offset;
  }

  get path(): string {
    return this.#source.path;
  }

  get offset(): number {
    return this.#start + this.#at;
  }

  get left(): number {
    return this.#source.size - this.offset;
  }

  u8(): number {
    const at = this.#take(1);
    return this.#window[at]!;
  }
  u16(): number {
    const at = this.#take(2);
    return this.#window.readUInt16LE(at);
  }
  i32(): number {
    const at = this.#take(4);
    return this.#window.readInt32LE(at);
  }
  u32(): number {
    const at = this.#take(4);
    return this.#window.readUInt32LE(at);
  }
  /** A 64-bit length or count; one beyond 2^53 is larger than any file, so the caller's check against it still holds. */
  u64(): number {
    const at = this.#take(8);
    return Number(this.#window.readBigUInt64LE(at));
  }
  f64BigEndian(): number {
    const at = this.#take(8);
    return this.#window.readDoubleBE(at);
  }

  text(length: number, encoding: 'utf8' | 'latin1'): string {
    const at = this.#take(length);
    return this.#window.toString(encoding, at, at + length);
  }

  /** Bytes in a buffer of their own. */
  bytes(length: number): Uint8Array {
    this.#check(length);
    if (length > WINDOW) {
      const bytes = this.#source.read(this.offset, length);
      this.skip(length);
      return bytes;
    }
    const at = this.#take(length);
    return new Uint8Array(this.#window.subarray(at, at + length));
  }

  /** Text up to a line feed, which is consumed. */
  line(): string {
    for (let length = 0; ; length++) {
      this.#fill(length + 1);
      if (this.#window[this.#at + length] !== 0x0a) continue;
      const text = this.text(length, 'utf8');
      this.#at += 1;
      return text;
    }
  }

  skip(length: number): void {
    this.#check(length);
    this.#start = this.offset + length;
    this.#at = 0;
    this.#window = Buffer.alloc(0);
  }

  /** Where the next `length` bytes lie in the window, which this may move: look at it only afterwards. */
  #take(length: number): number {
    this.#fill(length);
    this.#at += length;
    return this.#at - length;
  }

  /** Makes the next `length` bytes lie in the window. */
  #fill(length: number): void {
    if (this.#at + length <= this.#window.length) return;
    this.#check(length);
    const bytes = this.#source.read(this.offset, Math.min(this.left, Math.max(length, WINDOW)));
    this.#start = this.offset;
    this.#at = 0;
    this.#window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #check(length: number): void {
    if (length <= this.left) return;
    const size = this.#source.size;
    throw truncated(this.path, `it ends at byte ${size}, ${this.offset + length} are needed`);
  }
}
