import { batches, type ImageSource } from '../data/index.ts';
import { inferenceMode, scope } from '../torch/index.ts';
import { inferenceBatch } from './infer.ts';
import type { OpenModel } from './open-model.ts';
import { normalise, toUnit } from './preprocess.ts';

export interface ExtractOptions {
  readonly source: ImageSource;
  readonly indices: readonly number[];
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What the classifier sees of each image (pooled, before the logits), in the order of `indices`: f32 [n, F]. */
export async function extractFeatures(
  { model, config, precision, normalisation }: OpenModel,
  { source, indices, onProgress }: ExtractOptions,
): Promise<{ rows: number; columns: number; data: Float32Array }> {
  const batchSize = inferenceBatch(config);
  const labels = new Int32Array(source.count);
  let columns = 0;
  let data = new Float32Array(0);
  for await (const batch of batches({ source, indices, labels, batchSize, seed: 0, epoch: 0, shuffle: false })) {
    const rows = inferenceMode(() =>
      scope(() => {
        const unit = toUnit(batch, source.size, source.channels, precision.device);
        const images = normalise(unit, normalisation).to({ memoryFormat: precision.memoryFormat });
        const features = precision.forward(() =>
          model.forwardHead(model.forwardFeatures(images), { preLogits: true }).to({ dtype: 'f32' }),
        );
        return { width: features.size(-1), values: features.toArray() };
      }),
    );
    if (columns === 0) {
      columns = rows.width;
      data = new Float32Array(indices.length * columns);
    }
    data.set(rows.values, batch.number * batchSize * columns);
    onProgress?.(Math.min((batch.number + 1) * batchSize, indices.length), indices.length);
  }
  return { rows: indices.length, columns, data };
}
