import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dataFolder } from '../../../test/helpers/dataFolder.ts';
import { writeNpz } from '../../formats/npz.ts';
import { readTarIndex } from '../../formats/tar.ts';
import { writePng } from '../../image/index.ts';
import { inspectDataset, loadImage, openDataset, openImageCache, splitByPatient } from '../index.ts';

const be32 = (...values: number[]) => Buffer.concat(values.map((v) => Buffer.from(Uint32Array.of(v).buffer).swap32()));
const idx = (shape: number[], data: Uint8Array) =>
  gzipSync(Buffer.concat([Buffer.from([0, 0, 8, shape.length]), be32(...shape), data]));
/** `count` images of 2 × 2, image i all of level i. */
const levels = (count: number) => Uint8Array.from({ length: 4 * count }, (_, i) => Math.floor(i / 4));

function mnistLike(labels = [0, 1, 2, 1]): string {
  return dataFolder({
    'train-images-idx3-ubyte.gz': idx([4, 2, 2], levels(4)),
    'train-labels-idx1-ubyte.gz': idx([labels.length], Uint8Array.from(labels)),
    't10k-images-idx3-ubyte.gz': idx([2, 2, 2], levels(2)),
    't10k-labels-idx1-ubyte.gz': idx([2], Uint8Array.of(2, 0)),
  });
}

/** One member of a ustar archive. */
function member(name: string, content: Uint8Array, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((a, b) => a + b, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const tar = (...members: Buffer[]) => Buffer.concat([...members, Buffer.alloc(1024)]);

async function png(level: number): Promise<Buffer> {
  const file = join(dataFolder(), 'x.png');
  await writePng(file, { width: 2, height: 2, channels: 1, data: new Uint8Array(4).fill(level) });
  return readFileSync(file);
}

describe('IDX', () => {
  test('images, labels and splits by the names of the files; the cache holds their pixels', async () => {
    const root = mnistLike();
    const { layout, classes, samples } = openDataset(root);
    expect([layout, ...classes]).toEqual(['idx', '0', '1', '2']);
    expect(samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
      ['t10k-images/0', 2, 'test'],
      ['t10k-images/1', 0, 'test'],
      ...[0, 1, 2, 1].map((label, i) => [`train-images/${i}`, label, 'train']),
    ]);
    using cache = await openImageCache({ dir: join(root, 'cache'), samples, size: 2, channels: 1 });
    const out = new Uint8Array(12);
    cache.read([5, 1, 3], out);
    expect([...out]).toEqual([3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test('labels that are missing or too few are an error that names the file', () => {
    expect(() => openDataset(mnistLike([0, 1]))).toThrow(/^train-labels-idx1-ubyte\.gz: holds u8 \[2\], not u8 \[4\]/);
    const root = dataFolder({ 'train-images-idx3-ubyte.gz': idx([1, 2, 2], levels(1)) });
    expect(() => openDataset(root)).toThrow(/its labels, train-labels-idx1-ubyte\.gz, are not beside it/);
  });

  test('a validation split that is not there comes out of train, and that is said', () => {
    const many = dataFolder({
      'train-images-idx3-ubyte.gz': idx([80, 2, 2], levels(80)),
      'train-labels-idx1-ubyte.gz': idx(
        [80],
        Uint8Array.from({ length: 80 }, (_, i) => i % 2),
      ),
      't10k-images-idx3-ubyte.gz': idx([2, 2, 2], levels(2)),
      't10k-labels-idx1-ubyte.gz': idx([2], Uint8Array.of(1, 0)),
    });
    const { counts, warnings } = splitByPatient(openDataset(many), { seed: 3 });
    expect([counts.train.images, counts.val.images, counts.test.images]).toEqual([70, 10, 2]);
    expect(counts.val.classes).toEqual({ 0: 5, 1: 5 });
    const said = 'the data has no val split: 10 of 80 images of train are taken, stratified, by seed 3';
    expect(warnings).toContain(said);
  });
});

describe('MedMNIST', () => {
  const write = (arrays: Record<string, { shape: number[]; data: Uint8Array }>) => {
    const path = join(dataFolder(), 'pneumoniamnist_2.npz');
    writeNpz(
      path,
      Object.entries(arrays).map(([name, { shape, data }]) => [name, { dtype: 'u8', shape, data }]),
    );
    return path;
  };

  test('named classes and given splits, colour as stored', async () => {
    const path = write({
      train_images: { shape: [2, 1, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      train_labels: { shape: [2, 1], data: Uint8Array.of(0, 1) },
      test_images: { shape: [1, 1, 1, 3], data: Uint8Array.of(7, 8, 9) },
      test_labels: { shape: [1, 1], data: Uint8Array.of(1) },
    });
    const { layout, classes, samples } = openDataset(path);
    expect([layout, ...classes]).toEqual(['medmnist', 'normal', 'pneumonia']);
    expect(samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
      ['pneumoniamnist_2/train/0', 0, 'train'],
      ['pneumoniamnist_2/train/1', 1, 'train'],
      ['pneumoniamnist_2/test/0', 1, 'test'],
    ]);
    expect([...(await loadImage(samples[2]!, { size: 1, channels: 3 }))]).toEqual([7, 8, 9]);
  });

  test('several findings for an image are refused', () => {
    const images = { shape: [2, 1, 1], data: Uint8Array.of(1, 2) };
    const path = write({ train_images: images, train_labels: { shape: [2, 2], data: new Uint8Array(4) } });
    expect(() => openDataset(path)).toThrow(/train_labels is \[2,2\], not one class for each of 2 images/);
  });
});

describe('tar', () => {
  test('archives as splits, folders as classes, read in place', async () => {
    const [a, b] = [await png(40), await png(90)];
    const root = dataFolder({
      'train.tar': tar(member('cat/', Buffer.alloc(0), '5'), member('cat/1.png', a), member('dog/1.png', b)),
      'test.tar': tar(member('./dog/9.png', b), member('dog/readme.txt', Buffer.from('x'))),
    });
    const dataset = openDataset(root);
    expect([dataset.layout, ...dataset.classes]).toEqual(['tar-of-folders', 'cat', 'dog']);
    expect(dataset.samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
      ['test.tar/dog/9.png', 1, 'test'],
      ['train.tar/cat/1.png', 0, 'train'],
      ['train.tar/dog/1.png', 1, 'train'],
    ]);
    expect([...(await loadImage(dataset.samples[1]!, { size: 2, channels: 1 }))]).toEqual([40, 40, 40, 40]);
    const { sizes, duplicates } = await inspectDataset(dataset);
    expect(sizes.counts).toEqual({ '2×2': 3 });
    expect(duplicates).toEqual([
      { imagePaths: ['test.tar/dog/9.png', 'train.tar/dog/1.png'], splits: ['test', 'train'], labels: ['dog'] },
    ]);
  });

  test('one archive with splits inside a wrapping folder, and GNU long names', async () => {
    const image = await png(7);
    const long = `set/test/dog/${'n'.repeat(120)}.png`;
    const root = dataFolder({
      'all.tar': tar(
        member('set/train/cat/1.png', image),
        member('././@LongLink', Buffer.from(`${long}\0`), 'L'),
        member(long.slice(0, 99), image),
      ),
    });
    const { samples } = openDataset(join(root, 'all.tar'));
    expect(samples.map((s) => [s.label, s.split])).toEqual([
      [0, 'train'],
      [1, 'test'],
    ]);
    expect(samples[1]!.imagePath).toBe(`all.tar/${long}`);
  });

  test('a damaged image is named with its archive; a damaged or cut archive says so', async () => {
    const root = dataFolder({
      'a.tar': tar(member('cat/1.png', Buffer.from('no png')), member('dog/2.png', await png(1))),
      'b.tar': 'not a tar archive'.padEnd(2048, '.'),
    });
    const [cat] = openDataset(join(root, 'a.tar')).samples;
    await expect(loadImage(cat!, { size: 2, channels: 1 })).rejects.toThrow(/a\.tar: cat\/1\.png: is not an image/);
    expect(() => readTarIndex(join(root, 'b.tar'))).toThrow(/b\.tar: is not an? (uncompressed )?tar archive/);
    const cut = dataFolder({ 'c.tar': member('cat/1.png', Buffer.alloc(700)).subarray(0, 600) });
    expect(() => readTarIndex(join(cut, 'c.tar'))).toThrow(/c\.tar: is truncated/);
  });
});

test('CIFAR binary: planes become pixels, names come from batches.meta.txt', async () => {
  const record = (label: number) =>
    Buffer.concat([Buffer.from([label]), ...[10, 20, 30].map((v) => Buffer.alloc(1024, v))]);
  const root = dataFolder({
    'data_batch_1.bin': Buffer.concat([record(1), record(0)]),
    'batches.meta.txt': 'plane\ncar\n\n',
  });
  const { layout, classes, samples } = openDataset(root);
  expect([layout, ...classes]).toEqual(['cifar-binary', 'plane', 'car']);
  expect(samples.map((s) => [s.label, s.split])).toEqual([
    [1, undefined],
    [0, undefined],
  ]);
  const image = await loadImage(samples[0]!, { size: 32, channels: 3 });
  expect([image[0], image[1024], image[3071]]).toEqual([10, 20, 30]);
  const short = dataFolder({ 'test_batch.bin': 'abc' });
  expect(() => openDataset(short)).toThrow(/test_batch\.bin: 3 bytes are not records of 3073/);
});
