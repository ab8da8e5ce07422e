/** The zoo: one file per architecture, an explicit registry, and weights from elsewhere. */
export { type ClassifierOptions, ImageClassifier, type WeightLayout } from './classifier.ts';
export { Cnn, type CnnOptions, smallCnn } from './cnn.ts';
export { DenseNet, type DenseNetOptions, densenet121, densenet169, densenet201 } from './densenet.ts';
export { createModel, listModels, MODELS, type ModelEntry, type ModelInfo, modelEntry } from './registry.ts';
export type { AdaptedWeight } from './weights/adapt.ts';
export { HF_RESNET, HF_VIT, TORCHVISION_VIT } from './weights/dialects.ts';
export { loadWeights, type WeightsOptions, type WeightsReport } from './weights/load.ts';
export type { Rename } from './weights/names.ts';
