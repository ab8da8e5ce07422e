export { type BrierDecomposition, brierDecomposition, brierScore } from './brier.ts';
export { type CalibrationSlope, calibrationSlope } from './calibration-slope.ts';
export * from './confusion.ts';
export type { BinaryLabels } from './input.ts';
export { classTable, kappa } from './kappa.ts';
export { logLoss } from './log-loss.ts';
export { fitLogistic, type LogisticFit } from './logistic.ts';
export { type MultiAuroc, multiclassAuroc, multilabelAuroc } from './multiclass.ts';
export { type NetBenefit, netBenefit } from './net-benefit.ts';
export { type PartialAuroc, partialAuroc } from './partial-auroc.ts';
export { averagePrecision, type PrCurve, prCurve, rankedAveragePrecision } from './precision-recall.ts';
export { type OperatingPoints, operatingPoints, type Ranking, rank } from './ranking.ts';
export { isotonicCalibration, plattScaling, type Recalibration, recalibrate } from './recalibrate.ts';
export { type BinningOptions, calibrationError, type ReliabilityGroup, reliabilityGroups } from './reliability.ts';
export { type RiskCoverage, riskCoverage } from './risk-coverage.ts';
export { auroc, type RocCurve, rankedAuroc, rocCurve } from './roc.ts';
export { type Temperature, temperatureScaling } from './temperature.ts';
export {
  chooseThreshold,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  type ThresholdChoice,
  type ThresholdRule,
} from './threshold.ts';
