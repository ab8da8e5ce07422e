export * from './confusion.ts';
export type { BinaryLabels } from './input.ts';
export { averagePrecision, type PrCurve, prCurve, rankedAveragePrecision } from './precision-recall.ts';
export { type OperatingPoints, operatingPoints, type Ranking, rank } from './ranking.ts';
export { auroc, type RocCurve, rankedAuroc, rocCurve } from './roc.ts';
export {
  chooseThreshold,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  type ThresholdChoice,
  type ThresholdRule,
} from './threshold.ts';
