import { batches, type ImageSource } from '../../data/index.ts';
import type { TrainableModel } from '../../models/index.ts';
import { inferenceMode, scope, type Tensor } from '../../torch/index.ts';
import type { TrainConfig } from '../config.ts';
import { inferenceBatch } from '../infer.ts';
import type { Precision } from '../precision.ts';
import { type Normalisation, normalise, toUnit } from '../preprocess.ts';
import { slidingWindow } from './windows.ts';

/** Takes what it needs of a batch's logits [N, C, H, W]. */
export type ReadMap<T> = (indices: readonly number[], logits: Tensor) => T;

export interface MapSetup {
  readonly model: TrainableModel;
  readonly source: ImageSource;
  readonly indices: readonly number[];
  readonly config: Pick<TrainConfig, 'batchSize' | 'testTime' | 'segmentation'>;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
}

/**
 * What `read` makes of each batch's indices and logits, f32 [N, C, H, W], which are freed after it. Images larger than the window of the
 * training are read by a sliding window; logits of mirror images are turned back and averaged where the configuration asks for it. The model
 * is left in the mode it was in.
 */
export async function* readMaps<T>(setup: MapSetup, read: ReadMap<T>): AsyncGenerator<T> {
  const { model, source, indices, config, precision, normalisation } = setup;
  const { window, windowOverlap: overlap } = config.segmentation;
  const { memoryFormat } = precision;
  const whole = (x: Tensor) =>
    precision.forward(() => model.call(x.contiguous().to({ memoryFormat }))).to({ dtype: 'f32' });
  const forward = (x: Tensor) => (window === null ? whole(x) : slidingWindow(x, { window, overlap }, whole));
  const wasTraining = model.training;
  model.eval();
  try {
    const labels = new Int32Array(source.count);
    const batchSize = inferenceBatch(config);
    for await (const batch of batches({ source, indices, labels, batchSize, seed: 0, epoch: 0, shuffle: false })) {
      yield inferenceMode(() =>
        scope(() => {
          const unit = toUnit(batch, source.size, source.channels, precision.device);
          return read(batch.indices, meanOverMirrors(normalise(unit, normalisation), config.testTime, forward));
        }),
      );
    }
  } finally {
    model.train(wasTraining);
  }
}

const ACROSS = 3;
const DOWN = 2;
/** Dimensions that are mirrored for each view of an image. */
const MIRRORS: Readonly<Record<TrainConfig['testTime'], readonly (readonly number[])[]>> = {
  none: [[]],
  flip: [[], [ACROSS]],
  'flip-shift': [[], [ACROSS]],
  'flip-all': [[], [ACROSS], [DOWN], [DOWN, ACROSS]],
};

/** Mean of the logits of an image and its mirror images, each turned back. */
function meanOverMirrors(images: Tensor, views: TrainConfig['testTime'], forward: (x: Tensor) => Tensor): Tensor {
  const each = MIRRORS[views].map((dims) =>
    dims.length === 0 ? forward(images) : forward(images.flip(dims)).flip(dims),
  );
  return each.length === 1 ? each[0]! : each.reduce((sum, logits) => sum.add(logits)).div(each.length);
}

/** Probability of each region, the background left out: logits [N, C, H, W] → [N, regions, H, W]. */
export function regionProbabilities(logits: Tensor, overlapping: boolean): Tensor {
  const channels = logits.size(1);
  return channels === 1 || overlapping ? logits.sigmoid() : logits.softmax(1).narrow(1, 1, channels - 1);
}
