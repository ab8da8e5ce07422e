import { batches, type ImageSource } from '../data/index.ts';
import type { Module } from '../nn/index.ts';
import { callByName, inferenceMode, scope, type Tensor } from '../torch/index.ts';
import type { TrainConfig } from './config.ts';
import type { Precision } from './precision.ts';
import { type Normalisation, normalise, toUnit } from './preprocess.ts';

export interface InferenceSetup {
  readonly source: ImageSource;
  readonly indices: readonly number[];
  readonly numClasses: number;
  readonly batchSize: number;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** Views of an image whose logits are averaged; default itself alone. */
  readonly views?: TrainConfig['testTime'];
  readonly onProgress?: (done: number, total: number) => void;
}

/** Twice as many as in training, since nothing is kept for gradients. */
export const inferenceBatch = ({ batchSize }: Pick<TrainConfig, 'batchSize'>) => batchSize * 2;

/** Logits of images in the order of `indices`, row by row: [n, numClasses]. The model is left in the mode it was in. */
export async function predictLogits(model: Module, setup: InferenceSetup): Promise<Float64Array> {
  const { source, indices, numClasses, batchSize, precision, normalisation, views = 'none', onProgress } = setup;
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
          const forward = (view: Tensor) => precision.forward(() => model.call(view)).to({ dtype: 'f32' });
          return meanOverViews(images, views, forward).toArray();
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

/**
 * Mean of what `forward` gives for the views of images [N, C, H, W]. `flip-shift` takes the image half, and half its shifts by a pixel
 * up left and down right, each with its mirror image, as the CIFAR-10 speed records do (Jordan 2024).
 */
export function meanOverViews(
  images: Tensor,
  views: TrainConfig['testTime'],
  forward: (view: Tensor) => Tensor,
): Tensor {
  if (views === 'none') return forward(images);
  const flipped = (x: Tensor) =>
    forward(x)
      .add(forward(x.flip([3]).contiguous()))
      .mul(0.5);
  if (views === 'flip') return flipped(images);
  const [h, w] = [images.size(2), images.size(3)];
  const padded = callByName('aten::reflection_pad2d', '', [images, [1, 1, 1, 1]]) as Tensor;
  const shift = (by: number) => padded.narrow(2, by, h).narrow(3, by, w).contiguous();
  return flipped(images)
    .mul(0.5)
    .add(
      flipped(shift(0))
        .add(flipped(shift(2)))
        .mul(0.25),
    );
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
