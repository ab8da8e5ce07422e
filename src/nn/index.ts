/** Neural networks: modules, layers, initialisers, losses. */
export { type AttentionOptions, attention } from './attention.ts';
export { ModuleList, Sequential } from './containers.ts';
export { type ContrastiveOptions, contrastiveLoss } from './contrastive.ts';
export * as init from './init.ts';
export {
  GELU,
  type GELUConfig,
  Hardsigmoid,
  Hardswish,
  LeakyReLU,
  type LeakyReLUConfig,
  ReLU,
  type ReLUConfig,
  Sigmoid,
  SiLU,
  Softmax,
  type SoftmaxConfig,
  Tanh,
} from './layers/activation.ts';
export { type AttentionInput, MultiheadAttention, type MultiheadAttentionConfig } from './layers/attention.ts';
export { Conv2d, type Conv2dConfig, ConvTranspose2d, type ConvTranspose2dConfig } from './layers/conv.ts';
export { Dropout, type DropoutConfig, DropPath } from './layers/dropout.ts';
export { Embedding, type EmbeddingConfig } from './layers/embedding.ts';
export { Linear, type LinearConfig } from './layers/linear.ts';
export {
  BatchNorm,
  BatchNorm1d,
  BatchNorm2d,
  type BatchNormConfig,
  BatchNormReLU2d,
  GroupNorm,
  type GroupNormConfig,
  InstanceNorm2d,
  type InstanceNormConfig,
  LayerNorm,
  type LayerNormConfig,
} from './layers/norm.ts';
export {
  AdaptiveAvgPool2d,
  type AdaptiveAvgPool2dConfig,
  AvgPool2d,
  type AvgPool2dConfig,
  MaxPool2d,
  type MaxPool2dConfig,
} from './layers/pool.ts';
export { Flatten, type FlattenConfig, Identity } from './layers/shape.ts';
export type { Size2 } from './layers/size.ts';
export {
  type BinaryCrossEntropyOptions,
  binaryCrossEntropyWithLogits,
  type CrossEntropyOptions,
  crossEntropy,
  type FocalOptions,
  focalLoss,
  mse,
  type Reduction,
  sigmoidFocalLoss,
} from './losses.ts';
export { type AnyModule, type ConversionOptions, Module, type Tap } from './module.ts';
export { Buffer, type BufferOptions, Parameter } from './parameter.ts';
export {
  deepSupervision,
  deepSupervisionWeights,
  type SegmentationLoss,
  segmentationLoss,
  softDiceLoss,
  type TverskyOptions,
  tverskyLoss,
} from './segmentationLosses.ts';
export type { LoadOptions, LoadReport } from './state.ts';
