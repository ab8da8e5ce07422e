import type { Dataset, Sample, SkippedImage } from '../data/index.ts';
import { cacheImages } from './data.ts';
import type { Predictor } from './predictor.ts';
import type { Run } from './run.ts';

export interface PredictOptions {
  /** Go on past images that cannot be read; they are listed. */
  readonly skipBad: boolean;
  readonly cacheDir?: string | undefined;
}

export interface Prediction {
  /** The images that could be read, in the data set's order. */
  readonly samples: readonly Sample[];
  /** Row by row, [samples, classes]. */
  readonly probabilities: Float64Array;
  readonly skipped: readonly SkippedImage[];
}

export async function predictDataset(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  options: PredictOptions,
): Promise<Prediction> {
  const { skipBad, cacheDir } = options;
  using data = await cacheImages(dataset.samples, { config: run.config.train, skipBad, dir: cacheDir });
  const indices = data.indices();
  if (indices.length === 0) throw new Error(`${dataset.name}: none of its images can be read`);
  const probabilities = await predictor.predict(data.cache, indices);
  return { samples: indices.map((i) => data.samples[i]!), probabilities, skipped: data.cache.skipped };
}

/** Whom an image counts for in intervals: one without a known patient is a patient of its own. */
export const patientOf = (sample: Sample): string => sample.patientId ?? sample.imagePath;
