export { type BrierDecomposition, brierDecomposition, brierLosses, brierScore } from './brier.ts';
export { type CalibrationSlope, calibrationSlope } from './calibration-slope.ts';
export { type ClassMetrics, classMetrics } from './class-metrics.ts';
export * from './confusion.ts';
export type { BinaryLabels } from './input.ts';
export { classTable, kappa } from './kappa.ts';
export { logLoss, logLosses } from './log-loss.ts';
export { fitLogistic, type LogisticFit } from './logistic.ts';
export { type MultiAuroc, multiclassAuroc, multilabelAuroc } from './multiclass.ts';
export { type NetBenefit, netBenefit, netBenefitPerCase } from './net-benefit.ts';
export { rankedSensitivityAt, rankedSpecificityAt } from './operating-point.ts';
export { type PartialAuroc, partialAuroc, rankedPartialAuroc } from './partial-auroc.ts';
export { averagePrecision, type PrCurve, prCurve, rankedAveragePrecision } from './precision-recall.ts';
export { type OperatingPoints, operatingPoints, type Ranking, rank } from './ranking.ts';
export { isotonicCalibration, plattScaling, type Recalibration, recalibrate } from './recalibrate.ts';
export { type BinningOptions, calibrationError, type ReliabilityGroup, reliabilityGroups } from './reliability.ts';
export { type RiskCoverage, riskCoverage } from './risk-coverage.ts';
export { auroc, type RocCurve, rankedAuroc, rocCurve } from './roc.ts';
export { squaredDistances } from './segmentation/distance-transform.ts';
export {
  components,
  type Lesion,
  type LesionMatches,
  type LesionScores,
  lesionF1,
  lesionScores,
  matchLesions,
} from './segmentation/lesions.ts';
export type { Mask } from './segmentation/mask.ts';
export { dice, type EmptyMaskPolicy, iou, type Overlap, overlap } from './segmentation/overlap.ts';
export {
  averageSurfaceDistance,
  hausdorff,
  normalisedSurfaceDistance,
  type SurfaceDistances,
  type SurfaceMetric,
  surfaceDistances,
} from './segmentation/surface-distance.ts';
export { type Temperature, temperatureScaling } from './temperature.ts';
export {
  chooseThreshold,
  sensitivityAtSpecificity,
  specificityAtSensitivity,
  type ThresholdChoice,
  type ThresholdRule,
} from './threshold.ts';
export * from './weighted.ts';
export { weightedCalibrationError } from './weighted-calibration.ts';
export { weightedMulticlassAuroc, weightedMultilabelAuroc } from './weighted-multiclass.ts';
