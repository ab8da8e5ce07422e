/** Comparisons of segmentations: endpoints, paired tests, and the mask files of any program. */

export { compareMasks, describeMasks, type MaskedTest } from './compare.ts';
export { compareMaskStudy } from './compare-study.ts';
export type * from './comparison.ts';
export { ENDPOINT_NAMES, MASK_ENDPOINTS, type MaskCases, type MaskEndpoint, PRIMARY } from './endpoints.ts';
export { type MaskStudy, openMaskStudy } from './files.ts';
export { type MaskFileOptions, measureMaskFiles, openMasksAt, readMaskFile } from './mask-files.ts';
export { type MaskedModel, type MaskedRun, scoreMaskModel } from './score.ts';
