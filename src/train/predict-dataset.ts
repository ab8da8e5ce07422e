import type { Dataset, Sample, SkippedImage } from '../data/index.ts';
import { type BinaryEvaluation, evaluateBinary } from '../stats/index.ts';
import { cacheImages } from './data.ts';
import { type ClassEvaluation, evaluateClasses } from './evaluate-classes.ts';
import { frozenThreshold, type Predictor } from './predictor.ts';
import type { Run } from './run.ts';
import { positiveScores } from './validate.ts';

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

interface Evaluated {
  readonly classes: readonly string[];
  readonly skipped: readonly string[];
}

/** Of a two-class run, at its frozen threshold. */
export type BinaryRunEvaluation = BinaryEvaluation &
  Evaluated & {
    /** How the threshold was chosen on validation data. */
    readonly rule: string;
  };

/** Of a run with more classes, each image called its most probable one. */
export type ClassRunEvaluation = ClassEvaluation & Evaluated;
export type RunEvaluation = BinaryRunEvaluation | ClassRunEvaluation;

export const isBinary = (evaluation: RunEvaluation): evaluation is BinaryRunEvaluation => 'threshold' in evaluation;

/** All metrics of a run on labelled images. */
export async function evaluateRun(
  predictor: Predictor,
  run: Run,
  dataset: Dataset,
  options: PredictOptions & { replicates?: number | undefined },
): Promise<RunEvaluation> {
  const { classes } = predictor;
  const { seed } = run.config.train;
  const { replicates } = options;
  if (classes.length > 2) {
    const { samples, probabilities, skipped } = await predictDataset(predictor, run, dataset, options);
    const labels = samples.map((s) => s.label);
    const patients = samples.map(patientOf);
    const cases = { labels, probabilities, patients, classes: classes.length };
    return { ...evaluateClasses({ ...cases, seed, replicates }), classes, skipped: skipped.map((s) => s.reason) };
  }
  const threshold = frozenThreshold(run);
  if (threshold === null) throw new Error(`${run.dir}: has no threshold, since its validation data had one class only`);
  const { samples, probabilities, skipped } = await predictDataset(predictor, run, dataset, options);
  const evaluation = evaluateBinary({
    labels: samples.map((s) => s.label),
    scores: positiveScores(probabilities),
    threshold: threshold.value,
    seed,
    patients: samples.map(patientOf),
    replicates,
  });
  return { ...evaluation, classes, rule: threshold.rule, skipped: skipped.map((s) => s.reason) };
}
