import { writeFileAtomic } from '../formats/index.ts';
import { chooseThreshold } from '../metrics/index.ts';
import { crossEntropy, focalLoss } from '../nn/index.ts';
import { evaluateBinary, evaluateMulticlass } from '../stats/index.ts';
import type { Progress } from './checkpoint.ts';
import { type CachedData, cacheImages } from './data.ts';
import { buildModel } from './open-model.ts';
import { patientOf } from './predict-dataset.ts';
import { writePredictions } from './predictions.ts';
import { type FrozenThreshold, openPredictor, type Predictor } from './predictor.ts';
import { prepareBatch } from './prepare.ts';
import { type Run, runPaths } from './run.ts';
import type { Task } from './task.ts';
import { positiveScores, validate } from './validate.ts';

/** One class for each image. */
export const classification: Task = {
  buildModel,
  openData: cacheImages,
  prepareBatch,
  loss: ({ loss, labelSmoothing }, logits, target, weight) =>
    loss === 'focal'
      ? focalLoss(logits, target, { alpha: weight })
      : crossEntropy(logits, target, { weight, labelSmoothing }),
  validate,
  async finish(run, data, progress) {
    using predictor = openPredictor(run);
    const threshold = await writeMetrics(run, predictor, data, progress);
    await writeTestPredictions(run, predictor, data, threshold);
  },
};

/** Metrics of the best weights on validation data, and the threshold that is chosen there and frozen. */
async function writeMetrics(run: Run, predictor: Predictor, data: CachedData, progress: Progress) {
  const { classes } = run.config.data;
  const indices = data.indices('val');
  const labels = indices.map((i) => data.labels[i]!);
  let threshold: FrozenThreshold | null = null;
  let validation: unknown = null;
  if (classes.length === 2) {
    const scores = positiveScores(await predictor.predict(data.cache, indices));
    const choice = chooseThreshold(labels, scores, run.config.train.threshold);
    if (choice.threshold !== null) {
      const positives = labels.filter((l) => l === 1).length;
      threshold = { value: choice.threshold, rule: choice.rule, chosenOn: 'validation', n: labels.length, positives };
      const patients = indices.map((i) => patientOf(data.samples[i]!));
      validation = evaluateBinary({
        labels,
        scores,
        patients,
        threshold: choice.threshold,
        seed: run.config.train.seed,
      });
    }
  }
  if (classes.length > 2) {
    const probabilities = await predictor.predict(data.cache, indices);
    const patients = indices.map((i) => patientOf(data.samples[i]!));
    const scores = labels.map((_, i) => probabilities.subarray(i * classes.length, (i + 1) * classes.length));
    validation = evaluateMulticlass({ labels, scores, patients, seed: run.config.train.seed });
  }
  const { epoch: bestEpoch, averaged } = progress.best!;
  const metrics = { classes, bestEpoch, averaged, threshold, validation };
  writeFileAtomic(runPaths(run.dir).metrics, `${JSON.stringify(metrics, null, 2)}\n`);
  return threshold;
}

/** `predictions.csv` of the test images. */
async function writeTestPredictions(
  run: Run,
  predictor: Predictor,
  data: CachedData,
  threshold: FrozenThreshold | null,
) {
  const indices = data.indices('test');
  writePredictions(runPaths(run.dir).predictions, {
    samples: indices.map((i) => data.samples[i]!),
    classes: predictor.classes,
    probabilities: await predictor.predict(data.cache, indices),
    threshold: threshold?.value ?? null,
  });
}
