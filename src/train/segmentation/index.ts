/** Segmentation: a class for each pixel. */
export { compareWithMask, type MaskCase, NSD_TOLERANCE, spacingOf } from './cases.ts';
export { evaluateMasks, type MaskEvaluation, POLICIES, type PolicyName } from './evaluate.ts';
export {
  describeRule,
  fitMaskRule,
  type MaskRule,
  type RegionRule,
  type ThresholdCounts,
} from './operating-point.ts';
export { type Machine, type PlanOptions, planSegmentation, type SegmentationPlan } from './plan.ts';
export { frozenMaskRule, type MaskPredictor, openMaskPredictor } from './predictor.ts';
export { type SegmentedImage, segmentImages } from './segment.ts';
