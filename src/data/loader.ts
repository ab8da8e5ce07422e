import { random } from '../stats/random.ts';
import type { ImageSource } from './source.ts';

export interface BatchOptions<L extends Int32Array | Float32Array> {
  readonly source: ImageSource;
  /** The images of this epoch, as indices into the source (default: all). */
  readonly indices?: readonly number[];
  /** Label of each image of the source: class indices, or targets between 0 and 1. */
  readonly labels: L;
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
  /** Default true. */
  readonly shuffle?: boolean;
  /** Leave out a last batch that is not full. */
  readonly dropLast?: boolean;
  /** The batch to begin with: a run resumed in the middle of an epoch sees exactly the rest of it. */
  readonly startBatch?: number;
  /** Batches to prepare ahead of the one in use (default 2). */
  readonly prefetch?: number;
}

export interface Batch<L extends Int32Array | Float32Array> {
  /** u8 [N, C, H, W]. */
  readonly images: Uint8Array;
  /** [N]. */
  readonly labels: L;
  /** Index of each image in the source: the key of its augmentation. */
  readonly indices: readonly number[];
  /** Place of the batch in the epoch, from 0. */
  readonly number: number;
}

/** The order of an epoch: a function of the seed and the epoch alone. */
export function epochOrder(indices: readonly number[], seed: number, epoch: number): number[] {
  return random(seed, 'order', epoch).shuffle(indices);
}

export function batchCount({
  count,
  batchSize,
  dropLast = false,
}: {
  count: number;
  batchSize: number;
  dropLast?: boolean;
}) {
  return dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
}

/** The batches of one epoch. What a batch holds does not depend on `prefetch` or `startBatch`, nor on how fast files are read. */
export async function* batches<L extends Int32Array | Float32Array>(
  options: BatchOptions<L>,
): AsyncGenerator<Batch<L>> {
  const {
    source,
    labels,
    batchSize,
    seed,
    epoch,
    shuffle = true,
    dropLast = false,
    startBatch = 0,
    prefetch = 2,
  } = options;
  const indices = options.indices ?? Array.from({ length: source.count }, (_, i) => i);
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new RangeError(`batch size ${batchSize}: must be 1 or more`);
  if (labels.length !== source.count) throw new RangeError(`${labels.length} labels for ${source.count} images`);
  const total = batchCount({ count: indices.length, batchSize, dropLast });
  if (!(startBatch >= 0 && startBatch <= total)) throw new RangeError(`no batch ${startBatch} in an epoch of ${total}`);
  const order = shuffle ? epochOrder(indices, seed, epoch) : indices;

  const prepare = async (number: number): Promise<Batch<L>> => {
    const own = order.slice(number * batchSize, (number + 1) * batchSize);
    const images = new Uint8Array(own.length * source.channels * source.size * source.size);
    await source.read(own, images);
    const Labels = labels.constructor as new (values: number[]) => L;
    return { images, labels: new Labels(own.map((i) => labels[i]!)), indices: own, number };
  };

  const ahead: Promise<Batch<L>>[] = [];
  let next = startBatch;
  try {
    while (next < total || ahead.length > 0) {
      while (next < total && ahead.length <= prefetch) {
        const batch = prepare(next++);
        batch.catch(() => {}); // a failure is thrown when its turn comes, not before
        ahead.push(batch);
      }
      yield await ahead.shift()!;
    }
  } finally {
    await Promise.allSettled(ahead); // left early: nothing goes on reading behind the caller's back
  }
}
