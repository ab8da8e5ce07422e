import { existsSync } from 'node:fs';
import { readSafetensors, readWeights } from '../formats/index.ts';
import { createModel, type ImageClassifier, loadWeights } from '../models/index.ts';
import { manualSeed } from '../torch/index.ts';
import { withTensors } from './checkpoint.ts';
import { statedDropRates, type TrainConfig } from './config.ts';
import type { InitialWeights } from './initial-weights.ts';
import { type Precision, resolvePrecision } from './precision.ts';
import { fitNormalisation, type Normalisation, normalisationFor, normalisationOf } from './preprocess.ts';
import { type Run, runPaths } from './run.ts';

/** A classifier in evaluation mode with all that makes an image its input. */
export interface OpenModel extends Disposable {
  readonly model: ImageClassifier;
  readonly config: TrainConfig;
  readonly precision: Precision;
  readonly normalisation: Normalisation;
  /** Weights that stayed as they were drawn, since the file has none for them; the classifier is not counted. */
  readonly unloaded: readonly string[];
}

export type OpenModelOptions = Partial<Pick<TrainConfig, 'precision' | 'device' | 'batchSize'>>;

export function buildModel(config: TrainConfig, numClasses: number): ImageClassifier {
  const { model, inChannels, imageSize } = config;
  return createModel(model, { numClasses, inChannels, imageSize, ...statedDropRates(config) });
}

/** The best weights of a classification run. */
export function openRunModel(run: Run, options: OpenModelOptions = {}): OpenModel {
  if (run.config.task !== 'classification')
    throw new Error(`${run.dir}: is a segmentation; this takes a run that classifies`);
  const path = runPaths(run.dir).best;
  if (!existsSync(path)) throw new Error(`${run.dir}: has no weights yet (${path}); let it train for an epoch`);
  const config = { ...run.config.train, ...options };
  const model = buildModel(config, run.config.data.classes.length);
  withTensors(readSafetensors(path).tensors, (tensors) => model.loadStateDict(tensors));
  return opened(model, config, normalisationOf(config));
}

/** Pre-trained weights in a model with an untrained head, normalising as they were trained. */
export function openPretrained(weights: InitialWeights, config: TrainConfig): OpenModel {
  manualSeed(config.seed); // for what the file does not have
  const model = buildModel(config, 2);
  let missing: readonly string[];
  try {
    missing = loadWeights(model, readWeights(weights.file).tensors).missing;
  } catch (error) {
    model.dispose();
    throw new Error(`${weights.file}: ${(error as Error).message}`);
  }
  const normalisation = config.normalisation ?? weights.normalisation ?? normalisationFor(config.inChannels);
  const { classifier, otherHeads = [] } = model.weightLayout;
  const unloaded = missing.filter((name) => ![classifier, ...otherHeads].some((head) => name.startsWith(`${head}.`)));
  return { ...opened(model, config, fitNormalisation(normalisation, config.inChannels)), unloaded };
}

function opened(model: ImageClassifier, config: TrainConfig, normalisation: Normalisation): OpenModel {
  const precision = resolvePrecision(config);
  model.to({ device: precision.device, memoryFormat: precision.memoryFormat });
  model.eval();
  return { model, config, precision, normalisation, unloaded: [], [Symbol.dispose]: () => model.dispose() };
}
