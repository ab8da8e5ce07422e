import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchCount, batches, epochOrder, type ImageSource } from './index.ts';

/** 2×2 images of the one level `index`; each read takes a while that depends on `delay`. */
function source(count: number, delay: (i: number) => number = () => 0): ImageSource & { reads: number } {
  let calls = 0;
  return {
    count,
    channels: 1,
    size: 2,
    get reads() {
      return calls;
    },
    async read(indices, out) {
      calls++;
      for (let i = 0; i < delay(calls); i++) await Promise.resolve();
      indices.forEach((index, i) => {
        out.fill(index, i * 4, i * 4 + 4);
      });
    },
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

const labelsFor = (count: number) => Int32Array.from({ length: count }, (_, i) => i % 3);

test('a batch holds the same for any prefetch, start and speed of reading', async () => {
  const plan = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    batchSize: fc.integer({ min: 1, max: 9 }),
    seed: fc.integer(),
    epoch: fc.nat(100),
    shuffle: fc.boolean(),
    dropLast: fc.boolean(),
    prefetch: fc.nat(5),
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    delays: fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ prefetch, start, delays, count, ...rest }) => {
      const common = { ...rest, labels: labelsFor(count) };
      const whole = await collect(batches({ ...common, source: source(count), prefetch: 0 }));
      expect(whole).toHaveLength(batchCount({ count, ...rest }));
      const startBatch = Math.floor(start * whole.length);
      const slow = source(count, (i) => delays[i % delays.length]!);
      expect(await collect(batches({ ...common, source: slow, prefetch, startBatch }))).toEqual(
        whole.slice(startBatch),
      );
    }),
    { numRuns: 80 },
  );
});

test('an epoch takes every image once, with its own label and pixels', async () => {
  const labels = Float32Array.from({ length: 10 }, (_, i) => i / 10);
  const all = await collect(batches({ source: source(10), labels, batchSize: 4, seed: 1, epoch: 0 }));
  expect(all.map((b) => b.indices.length)).toEqual([4, 4, 2]);
  expect(all.flatMap((b) => b.indices).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { images, labels: own, indices, number } of all) {
    expect(own).toBeInstanceOf(Float32Array);
    expect([...own]).toEqual(indices.map((i) => labels[i]));
    expect([...images]).toEqual(indices.flatMap((i) => [i, i, i, i]));
    expect(indices).toEqual(epochOrder([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 1, 0).slice(number * 4, number * 4 + 4));
  }
});

test('epochs and seeds differ in order; without shuffle the order is that of the indices', async () => {
  const indices = Array.from({ length: 30 }, (_, i) => i);
  expect(epochOrder(indices, 1, 0)).not.toEqual(epochOrder(indices, 1, 1));
  expect(epochOrder(indices, 1, 0)).not.toEqual(epochOrder(indices, 2, 0));
  const options = { source: source(30), labels: labelsFor(30), batchSize: 2, seed: 1, epoch: 0, shuffle: false };
  const some = await collect(batches({ ...options, indices: [5, 3, 9] }));
  expect(some.map((b) => b.indices)).toEqual([[5, 3], [9]]);
});

test('prefetch reads so far ahead and no further; leaving early waits for what is under way', async () => {
  const slow = source(40, () => 3);
  const options = { labels: labelsFor(40), batchSize: 2, seed: 1, epoch: 0 };
  for await (const batch of batches({ ...options, source: slow, prefetch: 3 })) {
    expect(slow.reads).toBe(batch.number + 4);
    if (batch.number === 2) break;
  }
  expect(slow.reads).toBe(6);
});

test('a failed read is thrown at its batch, not before', async () => {
  const broken = source(6);
  const read = broken.read.bind(broken);
  broken.read = async (indices, out) => {
    if (indices.includes(4)) throw new Error('4.png: cut off');
    await read(indices, out);
  };
  const seen: number[] = [];
  const run = async () => {
    const options = { labels: labelsFor(6), batchSize: 2, seed: 1, epoch: 0, shuffle: false, prefetch: 5 };
    for await (const b of batches({ ...options, source: broken })) seen.push(b.number);
  };
  await expect(run()).rejects.toThrow('4.png: cut off');
  expect(seen).toEqual([0, 1]);
});

test('wrong use is refused', async () => {
  const options = { source: source(4), labels: labelsFor(4), batchSize: 2, seed: 1, epoch: 0 };
  await expect(collect(batches({ ...options, batchSize: 0 }))).rejects.toThrow('batch size 0');
  await expect(collect(batches({ ...options, labels: labelsFor(3) }))).rejects.toThrow('3 labels for 4 images');
  await expect(collect(batches({ ...options, startBatch: 3 }))).rejects.toThrow('no batch 3 in an epoch of 2');
});
