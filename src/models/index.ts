/** The zoo: one file per architecture, an explicit registry, and weights from elsewhere. */
export { CATALOG, listModels, type ModelInfo, type ModelName, modelInfo } from './catalog/index.ts';
export { CompactTransformer, type CompactTransformerOptions, cct2Conv3x2 } from './cct.ts';
export { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
export { type CountsMacs, type ModelCost, modelCost } from './cost.ts';
export { DistilledVisionTransformer, deitSmallDistilledPatch16, deitTinyDistilledPatch16 } from './deit.ts';
export { DenseNet, type DenseNetOptions, densenet121, densenet169, densenet201 } from './densenet.ts';
export {
  findPretrained,
  listPretrained,
  nearestPretrained,
  type ObtainedWeights,
  type ObtainOptions,
  obtainWeights,
  type Preprocessing,
  type PretrainedWeights,
  weightsDir,
} from './pretrained/index.ts';
export { createModel, MODELS, type ModelEntry, modelEntry } from './registry.ts';
export { SmallCnn, type SmallCnnOptions, smallCnn } from './small-cnn.ts';
export { type SwinOptions, SwinTransformer, swinTiny } from './swin.ts';
export {
  VisionTransformer,
  type VisionTransformerOptions,
  vitBasePatch16,
  vitSmallPatch16,
  vitTinyPatch4,
  vitTinyPatch16,
} from './vit.ts';
export type { AdaptedWeight } from './weights/adapt.ts';
export { HF_RESNET, HF_VIT, TORCHVISION_VIT } from './weights/dialects.ts';
export { loadWeights, type WeightsOptions, type WeightsReport } from './weights/load.ts';
export type { Rename } from './weights/names.ts';
