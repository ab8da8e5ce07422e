import { batches, type ImageSource } from '../../data/index.ts';
import type { TrainableModel } from '../../models/index.ts';
import { inferenceMode, scope, type Tensor } from '../../torch/index.ts';
import type { TrainConfig } from '../config.ts';
import { inferenceBatch } from '../infer.ts';
import type { Precision } from '../precision.ts';
import { type Normalisation, normalise, toUnit } from '../preprocess.ts';

/** Takes what it needs of a batch's logits [N, C, H, W]. */
export type ReadMap<T> = (indices: readonly number[], logits: Tensor) => T;

export interface MapSetup {
  readonly model: TrainableModel;
  readonly source: ImageSource;
  readonly indices: readonly number[];
  readonly config: Pick<TrainConfig, 'batchSize' | 'testTime'>;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
}

/**
 * What `read` makes of each batch's indices and logits, f32 [N, C, H, W], which are freed after it; logits of mirror images are turned back
 * and averaged where the configuration asks for it. The model is left in the mode it was in.
 */
export async function* readMaps<T>(setup: MapSetup, read: ReadMap<T>): AsyncGenerator<T> {
  const { model, source, indices, config, precision, normalisation } = setup;
  const wasTraining = model.training;
  model.eval();
  try {
    const labels = new Int32Array(source.count);
    const batchSize = inferenceBatch(config);
    for await (const batch of batches({ source, indices, labels, batchSize, seed: 0, epoch: 0, shuffle: false })) {
      yield inferenceMode(() =>
        scope(() => {
          const unit = toUnit(batch, source.size, source.channels, precision.device);
          const images = normalise(unit, normalisation).to({ memoryFormat: precision.memoryFormat });
          const forward = (x: Tensor) => precision.forward(() => model.call(x)).to({ dtype: 'f32' });
          const logits = forward(images);
          if (config.testTime === 'none') return read(batch.indices, logits);
          const mirrored = forward(images.flip([3]).contiguous()).flip([3]);
          return read(batch.indices, logits.add(mirrored).mul(0.5));
        }),
      );
    }
  } finally {
    model.train(wasTraining);
  }
}

/** Probabilities of logits [N, C, H, W]: of the region for one channel, else of each class. */
export const mapProbabilities = (logits: Tensor): Tensor =>
  logits.size(1) === 1 ? logits.sigmoid() : logits.softmax(1);
