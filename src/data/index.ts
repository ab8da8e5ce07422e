/**
 * Data sets, splits, cache, batches. Nothing here needs the engine; `augmentBatch.ts` does, and is imported by its own name,
 * so that looking at data loads no libtorch.
 */
export {
  AugmentConfig,
  type AugmentParams,
  augmentParams,
  NO_AUGMENT,
  parseAugment,
} from './augment.ts';
export { type CacheOptions, type ImageCache, openImageCache, type SkippedImage } from './cache.ts';
export { type Dataset, type OpenOptions, type Sample, SPLITS, type Split } from './dataset.ts';
export { foldsByPatient } from './folds.ts';
export { takeFraction } from './fraction.ts';
export { type Duplicate, type Inspection, type InspectOptions, inspectDataset, type SplitSummary } from './inspect.ts';
export { LAYOUTS } from './layouts/index.ts';
export type { Layout } from './layouts/layout.ts';
export { type Batch, type BatchOptions, batchCount, batches, epochOrder } from './loader.ts';
export {
  type LabelMask,
  MAX_OVERLAPPING,
  type MaskFingerprint,
  type MaskLayer,
  type MaskOptions,
  type MaskSource,
  maskFingerprint,
  openMaskCache,
  openMaskedDataset,
  type RegionFingerprint,
  readMask,
  regionOf,
  resizeLabels,
  type Spread,
} from './masks/index.ts';
export type { NearDuplicate } from './nearDuplicates.ts';
export { isDatasetFile, openDataset, openImages } from './open.ts';
export {
  type Phantom,
  type PhantomDataset,
  type PhantomDatasetOptions,
  type PhantomOptions,
  type PhantomTruth,
  phantomReport,
  planPhantom,
  renderPhantom,
  writePhantomDataset,
} from './phantom/index.ts';
export { balancedOrder, drawKeys, positiveOrder } from './sampler.ts';
export { fileSource, type ImageSource, loadImage, type Transform, toPlanes } from './source.ts';
export {
  applySplit,
  DEFAULT_FRACTIONS,
  type SplitAssignment,
  type SplitCount,
  type SplitOptions,
  type SplitRecord,
  splitByPatient,
} from './split.ts';
export { readSplit, writeSplit } from './splitFile.ts';
export { openUnlabelled, splitUnlabelled } from './unlabelled.ts';
