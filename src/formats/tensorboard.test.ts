import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { failureOf, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { crc32c } from './crc32c.ts';
import { openTensorboard } from './tensorboard.ts';

test.each([
  ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 bytes, rising', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 bytes, falling', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['the check string', Buffer.from('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
])('CRC-32C of %s is as in RFC 3720', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test('scalars come back with tag, value, step and wall time, after the version', () => {
  const folder = temporaryFolder();
  const board = openTensorboard(folder, { startTime: 1_700_000_000.5 });
  board.scalar('train/loss', 0.5, 0, 1_700_000_001.25);
  board.scalar('Fläche/µ', -1e30, Number.MAX_SAFE_INTEGER, 1_700_000_002);
  board.scalar('train/lr', Number.NaN, 300, 1_700_000_003);
  board.close();
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^events\.out\.tfevents\.1700000000\..+\.fovea$/)]);
  expect(readEvents(board.path)).toEqual([
    { wallTime: 1_700_000_000.5, version: 'brain.Event:2' },
    { wallTime: 1_700_000_001.25, step: 0, tag: 'train/loss', value: 0.5 },
    { wallTime: 1_700_000_002, step: Number.MAX_SAFE_INTEGER, tag: 'Fläche/µ', value: Math.fround(-1e30) },
    { wallTime: 1_700_000_003, step: 300, tag: 'train/lr', value: Number.NaN },
  ]);
});

const steps = (path: string) => readEvents(path).map(({ step }) => step);

test('a second writer goes on with the file, and a length that was noted can be gone back to', () => {
  const folder = temporaryFolder();
  const first = openTensorboard(folder, { startTime: 1 });
  first.scalar('a', 1, 1);
  const noted = first.bytes;
  first.scalar('a', 2, 2);
  first.close();

  using second = openTensorboard(folder, { startTime: 2 });
  expect(second.path).toBe(first.path);
  expect(second.bytes).toBe(statSync(first.path).size);
  second.truncate(noted);
  expect(second.bytes).toBe(noted);
  second.scalar('a', 3, 3);
  expect(steps(second.path)).toEqual([undefined, 1, 3]);
  second.truncate(second.bytes + 100); // shorter than that already
  expect(steps(second.path)).toEqual([undefined, 1, 3]);
  second.truncate(0);
  second.scalar('a', 4, 4);
  expect(steps(second.path)).toEqual([undefined, 4]);
});

test.each<[string, (path: string) => void]>([
  ['cut short', (path) => truncateSync(path, statSync(path).size - 3)],
  ['of zeros', (path) => appendFileSync(zeroLast(path), Buffer.alloc(40))],
])('a last record %s is dropped before the next is appended', (_, damage) => {
  const folder = temporaryFolder();
  const first = openTensorboard(folder);
  for (const step of [1, 2]) first.scalar('a', step, step);
  first.close();
  damage(first.path);
  using second = openTensorboard(folder);
  second.scalar('a', 3, 3);
  expect(steps(second.path)).toEqual([undefined, 1, 3]);
});

/** What a power cut may leave: a length on the disk, but not the bytes. */
function zeroLast(path: string): string {
  const file = readFileSync(path);
  writeFileSync(path, file.fill(0, file.length - 20));
  return path;
}

test('bad input is refused in one line that names the file', () => {
  const folder = temporaryFolder();
  using board = openTensorboard(folder);
  for (const step of [-1, 0.5, 2 ** 60]) {
    expect(failureOf(() => board.scalar('a', 1, step))).toMatch(
      /tfevents.*: step .* of a is not a whole number from 0$/,
    );
  }
  expect(readEvents(board.path)).toHaveLength(1);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(failureOf(() => openTensorboard(join(file, 'logs')))).toMatch(/file\/logs: cannot write: a part of the path/);
});

interface ReadEvent {
  wallTime: number;
  step?: number;
  version?: string;
  tag?: string;
  value?: number;
}

/** A tiny reader that knows protobuf's wire types and nothing of the writer. */
function readEvents(path: string): ReadEvent[] {
  const file = readFileSync(path);
  const events: ReadEvent[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmask(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)));
    expect(unmask(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    at += length + 16;

    const event = fields(data);
    const read: ReadEvent = { wallTime: event.get(1)!.readDoubleLE() };
    if (event.has(2)) read.step = Number(event.get(2)!.readBigUInt64LE());
    if (event.has(3)) read.version = event.get(3)!.toString();
    if (event.has(5)) {
      const value = fields(fields(event.get(5)!).get(1)!);
      Object.assign(read, { tag: value.get(1)!.toString(), value: value.get(2)!.readFloatLE() });
    }
    events.push(read);
  }
  return events;
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

/** The fields of a message by number, as bytes; a varint as a u64. */
function fields(message: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = Number(varint());
    const wireType = key & 7;
    if (wireType === 0) {
      const u64 = Buffer.alloc(8);
      u64.writeBigUInt64LE(varint());
      found.set(key >> 3, u64);
    } else found.set(key >> 3, take(wireType === 1 ? 8 : wireType === 5 ? 4 : Number(varint())));
  }
  return found;
}
