/**
 * What a model looked at: taps on any model as it is, methods on what they see, pictures of it, and how far a picture is to be believed.
 */
export { type AttentionLayer, captureAttention } from './attention/capture.ts';
export { type DistanceOptions, meanAttentionDistance } from './attention/distance.ts';
export { type AttentionProfile, attentionProfile } from './attention/profile.ts';
export { attentionRelevance } from './attention/relevance.ts';
export { attentionRollout, classTokenMap, type RolloutOptions } from './attention/rollout.ts';
export { positionSimilarity } from './attention/similarity.ts';
export { isTokenModel, positionsOf, readFlow, type TokenModel, type TokenReading } from './attention/tokens.ts';
export { type CamOptions, gradCam, gradCamPlusPlus } from './cam/grad-cam.ts';
export {
  type ExplainableImages,
  type ExplainedImage,
  type ExplainImagesOptions,
  explainImages,
  type ImageQuality,
} from './explain-images.ts';
export { enlarge, extremes, type Heat, mosaic, overlayHeat, peakOf, stretched, viridis } from './heat.ts';
export { type PrincipalComponents, principalComponents } from './map/pca.ts';
export { type UmapOptions, umap } from './map/umap.ts';
export {
  defaultMethod,
  type ExplainOptions,
  explain,
  METHOD_NAMES,
  type MethodName,
  methodProblem,
} from './methods.ts';
export { type OcclusionOptions, occlusion } from './occlusion.ts';
export {
  chanceFaithfulness,
  type Faithfulness,
  type FaithfulnessOptions,
  faithfulness,
} from './quality/faithfulness.ts';
export { mapLikeness } from './quality/likeness.ts';
export { type Box, coveredShare, parseBoxes, pointsAt } from './quality/pointing.ts';
export { type ExplanationQuality, explanationQuality, type QualityCase } from './quality/summary.ts';
export { storedImage } from './stored-image.ts';
export { classScore, type Tapped, withTaps } from './taps.ts';
