/** Training: runs, the loop, checkpoints, prediction. */
export { type BeginOptions, beginRun, type Prepared, prepareRun } from './begin.ts';
export { type Checkpoint, type Progress, readCheckpoint, weightsHash, writeCheckpoint } from './checkpoint.ts';
export { type DataRecord, parseTrainConfig, type RunConfig, TrainConfig, type TrainOptions } from './config.ts';
export {
  type CachedData,
  cacheImages,
  cacheMasked,
  defaultCacheDir,
  masksFor,
  openMaskedRecord,
  openOptions,
  openRunData,
} from './data.ts';
export type { Event } from './events.ts';
export { type ExtractOptions, extractFeatures } from './features.ts';
export { findLearningRate, type LrFinding, type LrPoint } from './find-lr.ts';
export { predictLogits, probabilities } from './infer.ts';
export { findInitialWeights, InitialWeights, openInitialWeights } from './initial-weights.ts';
export { type OpenModel, openPretrained, openRunModel } from './open-model.ts';
export { type Precision, resolvePrecision } from './precision.ts';
export { type Prediction, patientOf, predictDataset } from './predict-dataset.ts';
export { predictionRecords, writePredictions } from './predictions.ts';
export { type FrozenThreshold, frozenThreshold, openPredictor, type Predictor } from './predictor.ts';
export {
  fitNormalisation,
  type Normalisation,
  normalisationFor,
  normalisationOf,
  normalise,
  toUnit,
} from './preprocess.ts';
export {
  type BeginPretrainOptions,
  beginPretrainRun,
  METHOD_NAMES,
  openPretrainRun,
  type PretrainConfig,
  type PretrainRun,
  parsePretrainConfig,
  pretrainRun,
} from './pretrain/index.ts';
export { openRun, type Run, runPaths } from './run.ts';
export * from './segmentation/index.ts';
export { spawnTraining } from './spawn.ts';
export { trainRun } from './train-run.ts';
export { positiveScores } from './validate.ts';
