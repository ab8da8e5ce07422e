import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Dataset, ImageSource } from '../../data/index.ts';
import { writePng } from '../../image/index.ts';
import type { Predictor, Run } from '../../train/index.ts';
import { type PredictUnderOptions, predictUnder } from './predict.ts';
import { sharedImages } from './shared-images.ts';

const COUNT = 6;

/** Grey images filled with their index and `offset`; `made` lists what was asked of it. */
function source(size: number, offset = 0) {
  const made: number[] = [];
  const images: ImageSource = {
    ...{ count: COUNT, channels: 1, size },
    async read(indices, out) {
      made.push(...indices);
      for (const [i, index] of indices.entries()) out.fill(index + offset, i * size * size, (i + 1) * size * size);
    },
  };
  return { images, made };
}

async function read(images: ImageSource, indices: number[]): Promise<Uint8Array> {
  const out = new Uint8Array(indices.length * images.size ** 2);
  await images.read(indices, out);
  return out;
}

test('images of one key are made once, whatever the order or size of batches', async () => {
  const shared = sharedImages();
  const { images, made } = source(2);
  const first = shared('a', images);
  await read(first, [0, 1, 2]);
  const batch = await read(first, [3]);
  batch.fill(99); // a caller may write into its batch
  const second = shared('a', images);
  expect(await read(second, [3, 1])).toEqual(Uint8Array.of(3, 3, 3, 3, 1, 1, 1, 1));
  expect(made).toEqual([0, 1, 2, 3]);
  expect(second).toMatchObject({ count: COUNT, channels: 1, size: 2 });
});

test('images of other keys are not shared: another size, another perturbation', async () => {
  const shared = sharedImages();
  await read(shared('a', source(2).images), [1]);
  const [larger, stronger] = [source(3), source(2, 10)];
  expect(await read(shared('b', larger.images), [1])).toEqual(new Uint8Array(9).fill(1));
  expect(await read(shared('c', stronger.images), [1])).toEqual(new Uint8Array(4).fill(11));
  expect([larger.made, stronger.made]).toEqual([[1], [1]]);
});

test('what finds no room is made again', async () => {
  const shared = sharedImages(2 * 4);
  const { images, made } = source(2);
  for (let run = 0; run < 2; run++) {
    await read(shared('a', images), [0, 1]);
    expect(await read(shared('a', images), [2])).toEqual(new Uint8Array(4).fill(2));
  }
  expect(made).toEqual([0, 1, 2, 2]);
});

/** "Predicts" a sum over the pixels in which every place counts differently, so that no two images are alike to it. */
const reader = {
  ...{ classes: ['a', 'b', 'c'], model: {} },
  async predict(source: ImageSource, indices: readonly number[]) {
    const bytes = source.channels * source.size ** 2;
    const images = new Uint8Array(indices.length * bytes);
    await source.read(indices, images);
    return Float64Array.from(indices, (_, i) =>
      images.subarray(i * bytes, (i + 1) * bytes).reduce((sum, v, place) => sum + v * Math.sin(place + 1), 0),
    );
  },
} as unknown as Predictor;

test('runs that share images predict what each would alone, also of another size, seed or table', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fovea-shared-'));
  try {
    const samples = await Promise.all(
      [3, 7].map(async (step) => {
        const data = Uint8Array.from({ length: 12 * 12 }, (_, i) => (i * step) % 256);
        const file = join(dir, `${step}.png`);
        await writePng(file, { width: 12, height: 12, channels: 1, data });
        return { file, imagePath: file };
      }),
    );
    const shared = sharedImages();
    const predict = async (imageSize: number, options: Partial<PredictUnderOptions>) => {
      const run = { config: { train: { imageSize, colour: false } } } as Run;
      const all = { table: 'chestmnist', seed: 0, skipBad: false, ...options } as const;
      return (await predictUnder(reader, run, { name: 'made', samples } as unknown as Dataset, all)).under;
    };
    for (const [size, options] of [
      [12, {}],
      [12, {}],
      [8, {}],
      [12, { seed: 1 }],
      [12, { table: 'pneumoniamnist' }],
    ] as const)
      expect(await predict(size, { ...options, shared })).toEqual(await predict(size, options));
  } finally {
    rmSync(dir, { recursive: true });
  }
});
