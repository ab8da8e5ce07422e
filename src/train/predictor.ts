import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImageSource } from '../data/index.ts';
import type { ImageClassifier } from '../models/index.ts';
import { inferenceBatch, predictLogits, probabilities } from './infer.ts';
import { type OpenModelOptions, openRunModel } from './open-model.ts';
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

/** The best weights of a run, ready to predict. */
export function openPredictor(run: Run, options: OpenModelOptions = {}): Predictor {
  const { classes } = run.config.data;
  const { model, config, precision, normalisation } = openRunModel(run, options);
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
