export * from './bootstrap.ts';
export { calibrationErrorInterval } from './calibration-error-interval.ts';
export {
  type Clusters,
  clusteredAurocInterval,
  clusteredDelongTest,
} from './clustered.ts';
export * from './critical-difference.ts';
export * from './delong.ts';
export * from './delong-test.ts';
export * from './equivalence.ts';
export type { Estimate, Interval } from './estimate.ts';
export * from './evaluate-binary.ts';
export * from './evaluate-calibration.ts';
export * from './evaluate-multiclass.ts';
export * from './evaluate-per-case.ts';
export * from './friedman.ts';
export * from './mcnemar.ts';
export * from './mean.ts';
export * from './multiplicity.ts';
export * from './paired-bootstrap.ts';
export type { PairedTest } from './paired-test.ts';
export * from './permutation.ts';
export * from './power.ts';
export * from './probe/index.ts';
export { clopperPearson, clusteredProportion, wilson } from './proportion.ts';
export { type Random, random } from './random.ts';
export { type RatioInterval, ratioInterval } from './ratio.ts';
export { type ResampleOptions, resample } from './resample.ts';
export * from './two-level.ts';
