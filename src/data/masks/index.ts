export { type MaskCacheOptions, openMaskCache } from './cache.ts';
export type { MaskLayer } from './find.ts';
export {
  type FingerprintOptions,
  type MaskFingerprint,
  maskFingerprint,
  type RegionFingerprint,
  type Spread,
} from './fingerprint.ts';
export { type MaskOptions, openMaskedDataset } from './open.ts';
export { MAX_OVERLAPPING, regionOf, resizeLabels } from './regions.ts';
export { type LabelMask, type MaskSource, readMask } from './source.ts';
