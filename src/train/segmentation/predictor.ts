import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImageSource } from '../../data/index.ts';
import { readSafetensors } from '../../formats/index.ts';
import { withTensors } from '../checkpoint.ts';
import type { TrainConfig } from '../config.ts';
import { resolvePrecision } from '../precision.ts';
import { normalisationOf } from '../preprocess.ts';
import { type Run, runPaths } from '../run.ts';
import { buildDenseModel } from './build.ts';
import { type ReadMap, readMaps } from './infer.ts';
import { MaskRule } from './operating-point.ts';

/** A trained model that turns images into maps. */
export interface MaskPredictor extends Disposable {
  readonly classes: readonly string[];
  /** Whether its regions may overlap. */
  readonly overlapping: boolean;
  readonly size: number;
  /** See `readMaps`. */
  predict<T>(source: ImageSource, indices: readonly number[], read: ReadMap<T>): AsyncGenerator<T>;
}

/** The best weights of a segmentation run. */
export function openMaskPredictor(run: Run, options: Partial<Pick<TrainConfig, 'device'>> = {}): MaskPredictor {
  const path = runPaths(run.dir).best;
  if (!existsSync(path)) throw new Error(`${run.dir}: has no weights yet (${path}); let it train for an epoch`);
  const config = { ...run.config.train, ...options };
  const { classes } = run.config.data;
  const precision = resolvePrecision(config);
  const model = buildDenseModel(config, classes.length);
  withTensors(readSafetensors(path).tensors, (tensors) => model.loadStateDict(tensors));
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });
  const normalisation = normalisationOf(config);
  return {
    classes,
    overlapping: config.segmentation.multiLabel,
    size: config.imageSize,
    predict: (source, indices, read) => readMaps({ model, source, indices, config, precision, normalisation }, read),
    [Symbol.dispose]: () => model.dispose(),
  };
}

/** The threshold and least area that were frozen on validation data. */
export function frozenMaskRule(run: Run): MaskRule {
  const path = runPaths(run.dir).metrics;
  if (!existsSync(path))
    throw new Error(`${run.dir}: has no threshold yet; let the training end (fovea train --resume ${run.dir})`);
  const parsed = z.object({ threshold: MaskRule }).safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path}: holds no threshold of a segmentation; train again`);
  return parsed.data.threshold;
}
