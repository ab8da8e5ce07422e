import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeImage, decodeImage16, readImageSize, writePng } from './index.ts';
import { sharp } from './sharp.ts';

interface Sampled {
  step: number;
  values: number[];
}
const golden = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../test/golden/image/pil_resize.json'), 'utf8'),
) as {
  picture: { width: number; height: number; resized: (Sampled & { width: number; height: number })[] };
  xrays: { file: string; mean: number; sd: number; across: number; down: number }[];
};
const xrays = resolve(import.meta.dirname, '../../../shared/data/nih_cxr320/images');

let dir = '';
const at = (name: string) => join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fovea-image-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** The picture that make_pil_resize.py draws. */
function picture() {
  const { width, height } = golden.picture;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data[y * width + x] =
        Math.floor(x / 2) + Math.floor(y / 2) + 60 * ((Math.floor(x / 11) + Math.floor(y / 13)) % 2);
  return { width, height, channels: 1 as const, data };
}

/** As in make_pil_resize.py: mean, standard deviation, and the mean difference of neighbours in each direction. */
function statistics(data: Uint8Array, width: number) {
  const average = (of: (v: number, i: number) => number | null) => {
    let [sum, n] = [0, 0];
    data.forEach((v, i) => {
      const term = of(v, i);
      if (term !== null) [sum, n] = [sum + term, n + 1];
    });
    return sum / n;
  };
  const mean = average((v) => v);
  return {
    mean,
    sd: Math.sqrt(average((v) => (v - mean) ** 2)),
    across: average((v, i) => (i % width === 0 ? null : Math.abs(v - data[i - 1]!))),
    down: average((v, i) => (i < width ? null : Math.abs(v - data[i - width]!))),
  };
}

function difference(got: Uint8Array, { step, values }: Sampled) {
  const apart = values.map((v, i) => Math.abs(v - got[i * step]!));
  return { mean: apart.reduce((a, b) => a + b, 0) / apart.length, max: Math.max(...apart) };
}

describe('against PIL', () => {
  test('a plain PNG is resized bit for bit as by BILINEAR, shrunk or enlarged', async () => {
    await writePng(at('picture.png'), picture());
    for (const want of golden.picture.resized) {
      const { width, height } = want;
      const { data } = await decodeImage(at('picture.png'), { size: { width, height }, channels: 1 });
      expect(difference(data, want).max).toBe(0);
    }
  });

  test('a JPEG stays near it: it is shrunk by its own coefficients first', async () => {
    await sharp(Buffer.from(picture().data), { raw: { width: 201, height: 150, channels: 1 } })
      .toColourspace('b-w')
      .jpeg({ quality: 100 })
      .toFile(at('picture.jpg'));
    const want = golden.picture.resized[0]!; // every cell a hard edge, sixfold smaller
    const { data } = await decodeImage(at('picture.jpg'), { size: want, channels: 1 });
    expect(difference(data, want).mean).toBeLessThan(5);
  });

  test.skipIf(!existsSync(xrays))('real X-rays, 320 → 224: every statistic as of the same pixels', async () => {
    for (const { file, ...want } of golden.xrays) {
      const { data } = await decodeImage(join(xrays, file), { size: 224, channels: 1 });
      const got = statistics(data, 224);
      for (const name of ['mean', 'sd', 'across', 'down'] as const) expect(got[name]).toBeCloseTo(want[name], 9);
    }
  });
});

describe('sample formats', () => {
  const ramp16 = Uint16Array.from({ length: 256 }, (_, i) => i * 257);

  test('16-bit grey survives in 16 bits, and becomes 8 by v / 257', async () => {
    await writePng(at('deep.png'), { width: 16, height: 16, channels: 1, data: ramp16 });
    expect(await readImageSize(at('deep.png'))).toEqual({ width: 16, height: 16, channels: 1, bitsPerSample: 16 });
    expect((await decodeImage16(at('deep.png'), { channels: 1 })).data).toEqual(ramp16);
    expect([...(await decodeImage(at('deep.png'), { channels: 1 })).data]).toEqual([...Array(256).keys()]);
    const small = await decodeImage16(at('deep.png'), { channels: 1, size: 8 });
    expect(new Set(small.data).size).toBeGreaterThan(60); // resized in 16 bits
  });

  test('8-bit grey as 16 bits and as RGB', async () => {
    const data = Uint8Array.from({ length: 256 }, (_, i) => i);
    await writePng(at('grey.png'), { width: 16, height: 16, channels: 1, data });
    expect((await decodeImage16(at('grey.png'), { channels: 1 })).data).toEqual(ramp16);
    const rgb = await decodeImage(at('grey.png'), { channels: 3 });
    expect([...rgb.data.subarray(300, 306)]).toEqual([100, 100, 100, 101, 101, 101]);
  });

  test('colour becomes grey by ITU-R 601, through a palette too; transparency lies on black', async () => {
    const data = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 100, 50]);
    await writePng(at('colour.png'), { width: 4, height: 1, channels: 3, data });
    const luma = [76, 150, 29, 124];
    expect([...(await decodeImage(at('colour.png'), { channels: 1 })).data]).toEqual(luma);
    expect([...(await decodeImage(at('colour.png'), { channels: 3 })).data]).toEqual([...data]);
    await sharp(at('colour.png')).png({ palette: true }).toFile(at('palette.png'));
    expect([...(await decodeImage(at('palette.png'), { channels: 1 })).data]).toEqual(luma);
    await sharp(Buffer.from([200, 100, 50, 255, 200, 100, 50, 0]), { raw: { width: 2, height: 1, channels: 4 } })
      .png()
      .toFile(at('alpha.png'));
    expect([...(await decodeImage(at('alpha.png'), { channels: 1 })).data]).toEqual([124, 0]);
  });

  test('a grey JPEG stays within its own loss', async () => {
    await sharp(Buffer.alloc(64 * 64, 90), { raw: { width: 64, height: 64, channels: 1 } })
      .toColourspace('b-w')
      .jpeg()
      .toFile(at('flat.jpg'));
    const { data } = await decodeImage(at('flat.jpg'), { channels: 1 });
    expect(Math.max(...data.map((v) => Math.abs(v - 90)))).toBeLessThanOrEqual(1);
  });
});

test('fit: stretch, letterbox, crop', async () => {
  await writePng(at('wide.png'), { width: 40, height: 20, channels: 1, data: new Uint8Array(800).fill(200) });
  const corner = async (fit: 'fill' | 'contain' | 'cover', size: number) =>
    (await decodeImage(at('wide.png'), { channels: 1, size, fit })).data;
  for (const size of [10, 80]) {
    const letterbox = await corner('contain', size);
    expect([letterbox.at(0), letterbox.at(size * (size / 2)), letterbox.at(-1)]).toEqual([0, 200, 0]);
    expect((await corner('fill', size)).every((v) => v === 200)).toBe(true);
    expect((await corner('cover', size)).every((v) => v === 200)).toBe(true);
  }
});

describe('bad files: one line that names file, reason and mend', () => {
  const fails = async (name: string, bytes: Uint8Array, reason: RegExp, maxPixels?: number) => {
    await writeFile(at(name), bytes);
    const error = await decodeImage(at(name), { channels: 1, size: 32, ...(maxPixels ? { maxPixels } : {}) }).then(
      () => expect.unreachable(`${name} was read`),
      (e: Error) => e,
    );
    expect(error.message).toContain(at(name));
    expect(error.message).toMatch(reason);
    expect(error.message).not.toContain('\n');
  };

  test('cut off, corrupt, empty, not an image, DICOM, too large, missing', async () => {
    const data = Uint8Array.from({ length: 90_000 }, (_, i) => (i * i) % 251);
    await writePng(at('good.png'), { width: 300, height: 300, channels: 1, data });
    const png = await readFile(at('good.png'));
    const jpeg = await sharp(png).jpeg().toBuffer();
    const flipped = Uint8Array.from(png, (v, i) => (i > png.length / 2 && i < png.length / 2 + 40 ? v ^ 0x5a : v));
    const dicom = Buffer.alloc(200);
    dicom.write('DICM', 128);

    await fails('cut.png', png.subarray(0, png.length / 2), /corrupt or cut off; copy it again/);
    await fails('tail.png', png.subarray(0, -30), /corrupt or cut off/);
    await fails('cut.jpg', jpeg.subarray(0, jpeg.length / 2), /corrupt or cut off/);
    await fails('flipped.png', flipped, /corrupt/);
    await fails('header.png', png.subarray(0, 20), /corrupt/);
    await fails('empty.png', new Uint8Array(), /empty \(0 bytes\)/);
    await fails('text.png', Buffer.from('not an image at all'), /not an image \(known: PNG/);
    await fails('scan.png', dicom, /DICOM/);
    await fails('large.png', png, /300 × 300 .* over the limit of 0\.01; .*maxPixels/, 10_000);
    await expect(decodeImage(at('none.png'), { channels: 1 })).rejects.toThrow(/none\.png: no such file/);
    await expect(readImageSize(at('empty.png'))).rejects.toThrow(/empty/);
    await expect(readImageSize(at('text.png'))).rejects.toThrow(/not an image/);
  });

  test('a header that claims a giant image is refused before any pixel is decoded', async () => {
    await writePng(at('small.png'), { width: 2, height: 2, channels: 1, data: new Uint8Array(4) });
    const png = await readFile(at('small.png'));
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const { crc32 } = await import('node:zlib').then((z) => z as { crc32?: (data: Uint8Array) => number });
    if (crc32 === undefined) return; // Node before 20.15
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    await fails('bomb.png', png, /3600 megapixels, over the limit of 100/);
  });

  test('writePng refuses samples that do not fill the picture', async () => {
    const short = { width: 2, height: 2, channels: 1 as const, data: new Uint8Array(3) };
    await expect(writePng(at('short.png'), short)).rejects.toThrow(/3 samples are not 2 × 2 × 1/);
    await expect(writePng(at('no/such/dir.png'), { ...short, data: new Uint8Array(4) })).rejects.toThrow(/cannot be/);
  });
});
