/** The zoo: one file per architecture, an explicit registry, and weights from elsewhere. */
export { type ClassifierOptions, ImageClassifier, type WeightLayout } from './classifier.ts';
export { Cnn, type CnnOptions, smallCnn } from './cnn.ts';
export { DenseNet, type DenseNetOptions, densenet121, densenet169, densenet201 } from './densenet.ts';
export { createModel, listModels, MODELS, type ModelEntry, type ModelInfo, modelEntry } from './registry.ts';
export { loadWeights, type WeightsOptions, type WeightsReport } from './weights.ts';
