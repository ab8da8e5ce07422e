/** Segmentation: a class for each pixel. */
export { compareWithMask, type MaskCase, measureMasks, NSD_TOLERANCE, spacingOf } from './cases.ts';
export { evaluateMasks, type MaskEvaluation, POLICIES, type PolicyName } from './evaluate.ts';
export { LESION_SIZES, type LesionEvaluation, type LesionStratum } from './evaluate-lesions.ts';
export {
  describeRule,
  fitMaskRule,
  type MaskRule,
  type RegionRule,
  type ThresholdCounts,
} from './operating-point.ts';
export { type Machine, type PlanOptions, planSegmentation, type SegmentationPlan } from './plan.ts';
export { frozenMaskRule, type MaskPredictor, openMaskPredictor } from './predictor.ts';
export { type MaskRecord, MaskRecorder, readMaskRecord, runLengths } from './record.ts';
export { type SegmentedImage, segmentImages } from './segment.ts';
