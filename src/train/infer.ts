import { batches, type ImageSource } from '../data/index.ts';
import type { Module } from '../nn/index.ts';
import { inferenceMode, scope } from '../torch/index.ts';
import type { Precision } from './precision.ts';
import { type Normalisation, normalise, toUnit } from './preprocess.ts';

export interface InferenceSetup {
  readonly source: ImageSource;
  readonly indices: readonly number[];
  readonly numClasses: number;
  readonly batchSize: number;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Logits of images in the order of `indices`, row by row: [n, numClasses]. The model is left in the mode it was in. */
export async function predictLogits(model: Module, setup: InferenceSetup): Promise<Float64Array> {
  const { source, indices, numClasses, batchSize, precision, normalisation, onProgress } = setup;
  const logits = new Float64Array(indices.length * numClasses);
  const wasTraining = model.training;
  model.eval();
  try {
    const labels = new Int32Array(source.count);
    const all = batches({ source, indices, labels, batchSize, seed: 0, epoch: 0, shuffle: false });
    for await (const batch of all) {
      const out = inferenceMode(() =>
        scope(() => {
          const unit = toUnit(batch, source.size, source.channels, precision.device);
          const images = normalise(unit, normalisation).to({ memoryFormat: precision.memoryFormat });
          return precision.forward(() => model.call(images)).toArray();
        }),
      );
      logits.set(out, batch.number * batchSize * numClasses);
      onProgress?.(Math.min((batch.number + 1) * batchSize, indices.length), indices.length);
    }
  } finally {
    model.train(wasTraining);
  }
  return logits;
}

/** Rows of logits → rows of probabilities (softmax in double precision). */
export function probabilities(logits: Float64Array, numClasses: number): Float64Array {
  const out = new Float64Array(logits.length);
  for (let row = 0; row < logits.length; row += numClasses) {
    const own = logits.subarray(row, row + numClasses);
    const top = Math.max(...own);
    const total = own.reduce((sum, z) => sum + Math.exp(z - top), 0);
    for (let c = 0; c < numClasses; c++) out[row + c] = Math.exp(own[c]! - top) / total;
  }
  return out;
}

/** Mean cross-entropy of rows of logits, in nats. */
export function meanCrossEntropy(logits: Float64Array, labels: ArrayLike<number>, numClasses: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const own = logits.subarray(i * numClasses, (i + 1) * numClasses);
    const top = Math.max(...own);
    sum += top + Math.log(own.reduce((s, z) => s + Math.exp(z - top), 0)) - own[labels[i]!]!;
  }
  return sum / labels.length;
}
