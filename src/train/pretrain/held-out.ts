import { type Batch, batches } from '../../data/index.ts';
import { type Estimate, meanInterval } from '../../stats/index.ts';
import { inferenceMode, scope, type Tensor } from '../../torch/index.ts';
import type { CachedData } from '../data.ts';
import { inferenceBatch } from '../infer.ts';
import { patientOf } from '../predict-dataset.ts';
import { toUnit } from '../preprocess.ts';
import type { MethodContext } from './method.ts';

/** The held-out images in order, as `unit` [N, C, H, W] from 0 to 1: a batch after the other, each in a scope of its own, without gradients. */
export async function eachHeldOutBatch(
  data: CachedData,
  { config, precision }: MethodContext,
  onBatch: (batch: Batch<Int32Array>, unit: Tensor) => void,
): Promise<void> {
  const { size, channels } = data.cache;
  const source = { source: data.cache, indices: data.indices('val'), labels: data.labels };
  const order = { batchSize: inferenceBatch(config), seed: 0, epoch: 0, shuffle: false };
  for await (const batch of batches({ ...source, ...order })) {
    inferenceMode(() => scope(() => onBatch(batch, toUnit(batch, size, channels, precision.device))));
  }
}

/** The patients of the held-out images, in the same order. */
export const heldOutPatients = (data: CachedData): string[] =>
  data.indices('val').map((index) => patientOf(data.samples[index]!));

/** The mean of a value of each image, its interval by patient. */
export function meanEstimate(values: readonly number[], patients: readonly string[], baseline: number): Estimate {
  const { value, low, high, method, n, reason } = meanInterval(values, { clusters: patients });
  return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
}
