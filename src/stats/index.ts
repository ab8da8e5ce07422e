export * from './bootstrap.ts';
export * from './delong.ts';
export type { Estimate, Interval } from './estimate.ts';
export * from './evaluate-binary.ts';
export { clopperPearson, wilson } from './proportion.ts';
export { type Random, random } from './random.ts';
export { type ResampleOptions, resample } from './resample.ts';
