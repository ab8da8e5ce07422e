import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImageSource } from '../data/index.ts';
import { readSafetensors } from '../formats/index.ts';
import { createModel, type ImageClassifier } from '../models/index.ts';
import { withTensors } from './checkpoint.ts';
import { statedDropRates, type TrainConfig } from './config.ts';
import { inferenceBatch, predictLogits, probabilities } from './infer.ts';
import { resolvePrecision } from './precision.ts';
import { normalisationOf } from './preprocess.ts';
import { type Run, runPaths } from './run.ts';

/** What `metrics.json` keeps of the validation data: the decision threshold, frozen before any test image is seen. */
export const FrozenThreshold = z.object({
  value: z.number(),
  rule: z.string(),
  chosenOn: z.literal('validation'),
  n: z.int(),
  positives: z.int(),
});
export type FrozenThreshold = z.infer<typeof FrozenThreshold>;

/** A trained model that turns images into probabilities. */
export interface Predictor extends Disposable {
  readonly classes: readonly string[];
  readonly model: ImageClassifier;
  /** Probabilities, row by row [n, classes]. */
  predict(
    source: ImageSource,
    indices: readonly number[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<Float64Array>;
}

export function buildModel(config: TrainConfig, numClasses: number): ImageClassifier {
  const { model, inChannels, imageSize } = config;
  return createModel(model, { numClasses, inChannels, imageSize, ...statedDropRates(config) });
}

/** The best weights of a run, ready to predict. */
export function openPredictor(
  run: Run,
  options: Partial<Pick<TrainConfig, 'precision' | 'device' | 'batchSize'>> = {},
): Predictor {
  const path = runPaths(run.dir).best;
  if (!existsSync(path)) throw new Error(`${run.dir}: has no weights yet (${path}); let it train for an epoch`);
  const config = { ...run.config.train, ...options };
  const { classes } = run.config.data;
  const precision = resolvePrecision(config);
  const model = buildModel(config, classes.length);
  withTensors(readSafetensors(path).tensors, (tensors) => model.loadStateDict(tensors));
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });
  model.eval();
  const normalisation = normalisationOf(config);
  const numClasses = classes.length;
  return {
    classes,
    model,
    async predict(source, indices, onProgress) {
      const setup = {
        source,
        indices,
        numClasses,
        batchSize: inferenceBatch(config),
        precision,
        normalisation,
        views: config.testTime,
      };
      return probabilities(await predictLogits(model, { ...setup, ...(onProgress ? { onProgress } : {}) }), numClasses);
    },
    [Symbol.dispose]: () => model.dispose(),
  };
}

/** The threshold that was frozen on validation data, or null where none could be chosen (one class, many classes). */
export function frozenThreshold(run: Run): FrozenThreshold | null {
  const path = runPaths(run.dir).metrics;
  if (!existsSync(path))
    throw new Error(`${run.dir}: has no threshold yet; let the training end (fovea train --resume ${run.dir})`);
  const parsed = z.object({ threshold: FrozenThreshold.nullable() }).safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: holds no threshold; train again`);
  return parsed.data.threshold;
}
