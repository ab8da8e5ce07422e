export { type MaskCacheOptions, openMaskCache } from './cache.ts';
export { type MaskOptions, openMaskedDataset } from './open.ts';
export { type LabelMask, type MaskSource, readMask, resizeLabels } from './source.ts';
