import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { random } from '../stats/random.ts';
import { pixels } from './pixels.ts';
import { plainPng, resizePlainPng } from './png.ts';
import { axis, resizeBilinear } from './resize.ts';
import { sharp } from './sharp.ts';

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  /** The filter of a row. */
  filter: (row: number) => number;
}

/** A PNG whose filtered bytes are random: that, too, is an image. */
function randomPng({ width, height, channels, filter }: Picture): Buffer {
  const rng = random(7, width, height, channels);
  const row = (y: number) => [filter(y), ...Array.from({ length: width * channels }, () => rng.int(256))];
  const filtered = Uint8Array.from(Array.from({ length: height }, (_, y) => row(y)).flat());
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 1 ? 0 : 2], 8);
  const data = deflateSync(filtered);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data.subarray(0, 20)),
    chunk('IDAT', data.subarray(20)),
    chunk('IEND', new Uint8Array()),
  ]);
}

const small = { width: 30, height: 20 };

describe.skipIf(pixels === null)('the addon', () => {
  const pictures: Picture[] = [
    { width: 61, height: 41, channels: 1, filter: (y) => y % 5 },
    { width: 61, height: 40, channels: 3, filter: (y) => (y * 7 + (y >> 2)) % 5 }, // every filter above every other
    { width: 1, height: 17, channels: 1, filter: () => 4 },
    { width: 19, height: 1, channels: 3, filter: () => 3 },
  ];
  test.each(pictures)('gives the pixels of sharp and resizeBilinear: $width × $height × $channels', async (picture) => {
    const bytes = randomPng(picture);
    const png = plainPng(bytes)!;
    expect(png).toMatchObject({ width: picture.width, height: picture.height, channels: picture.channels });
    const whole = sharp(bytes).toColourspace(picture.channels === 1 ? 'b-w' : 'srgb');
    const want = resizeBilinear(new Uint8Array(await whole.raw().toBuffer()), picture.channels, picture, small);
    expect(await resizePlainPng(png, picture.channels, small)).toEqual(want);
    const out = new Uint8Array(want.length); // as where libdeflate is missing
    await pixels!.resizeRows({
      ...{ rows: inflateSync(png.compressed), compressed: false, stored: picture.channels, channels: picture.channels },
      ...{ across: axis(picture.width, small.width), down: axis(picture.height, small.height), out },
    });
    expect(out).toEqual(want);
  });

  test('RGB to grey before the resize, as PIL converts', async () => {
    const picture = { width: 33, height: 18, channels: 3 as const, filter: (y: number) => y % 5 };
    const bytes = randomPng(picture);
    const rgb = await sharp(bytes).raw().toBuffer();
    const grey = Uint8Array.from({ length: rgb.length / 3 }, (_, i) => {
      const [r, g, b] = rgb.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
      return (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
    });
    expect(await resizePlainPng(plainPng(bytes)!, 1, small)).toEqual(resizeBilinear(grey, 1, picture, small));
  });

  test('what is broken is left to sharp, which says what is wrong', async () => {
    const picture = { width: 9, height: 9, channels: 1 as const, filter: () => 5 }; // no such filter
    expect(await resizePlainPng(plainPng(randomPng(picture))!, 1, small)).toBeNull();
    const good = plainPng(randomPng({ ...picture, filter: () => 1 }))!;
    expect(await resizePlainPng({ ...good, height: 8 }, 1, small)).toBeNull(); // more data than the header says
    expect(await resizePlainPng({ ...good, height: 10 }, 1, small)).toBeNull();
    expect(await resizePlainPng({ ...good, compressed: good.compressed.subarray(0, -5) }, 1, small)).toBeNull();
    const altered = Buffer.from(good.compressed);
    altered[altered.length - 1]! ^= 1; // of the checksum
    expect(await resizePlainPng({ ...good, compressed: altered }, 1, small)).toBeNull();
  });

  test('refuses arguments that do not fit each other, before touching memory', () => {
    const one = { from: 1, first: Int32Array.of(0), count: Int32Array.of(1), weights: Int32Array.of(1 << 22) };
    const good = {
      rows: new Uint8Array(2),
      compressed: false,
      stored: 1,
      channels: 1,
      across: one,
      down: one,
      out: new Uint8Array(1),
    };
    for (const wrong of [
      { rows: new Uint8Array(1) },
      { out: new Uint8Array(2) },
      { stored: 2 },
      { across: { ...one, first: Int32Array.of(1) } },
      { down: { ...one, count: Int32Array.of(2) } },
      { down: { ...one, weights: new Int32Array(0) } },
    ]) {
      expect(() => pixels!.resizeRows({ ...good, ...wrong })).toThrow(/^resizeRows: wrong /);
    }
  });
});

test('only plain PNGs are taken', () => {
  const png = randomPng({ width: 9, height: 9, channels: 1, filter: () => 0 });
  const changed = (at: number, value: number) => Buffer.from(png.map((v, i) => (i === at ? value : v)));
  expect(plainPng(png)).not.toBeNull();
  expect(plainPng(changed(24, 16))).toBeNull(); // depth
  expect(plainPng(changed(25, 3))).toBeNull(); // palette
  expect(plainPng(changed(28, 1))).toBeNull(); // interlaced
  expect(plainPng(png.subarray(0, -12))).toBeNull(); // no end
  expect(plainPng(Buffer.concat([png.subarray(0, 33), chunk('tRNS', new Uint8Array(2)), png.subarray(33)]))).toBeNull();
});
