/** The zoo: one file per architecture, an explicit registry, and weights from elsewhere. */

export { Airbench, airbenchCifar } from './airbench.ts';
export { AlexNet, alexnet } from './alexnet.ts';
export {
  BERT_MODELS,
  BertClassifier,
  type BertClassifierConfig,
  type BertConfig,
  BertForPreTraining,
  type BertInput,
  type BertName,
  type BertOutputs,
  BertTrunk,
  createBert,
  type PreTrainingInput,
} from './bert.ts';
export { bertConfigOf, loadBert } from './bert-weights.ts';
export {
  CATALOG,
  DENSE_CATALOG,
  type DenseModelName,
  listModels,
  listTextModels,
  type ModelInfo,
  type ModelName,
  modelInfo,
  TEXT_CATALOG,
  type TextModelInfo,
  type TextModelName,
} from './catalog/index.ts';
export { CompactTransformer, type CompactTransformerOptions, cct2Conv3x2 } from './cct.ts';
export { callCheckpointed, stageOf } from './checkpointing.ts';
export { type ClassifierOptions, type FeatureStage, ImageClassifier, type WeightLayout } from './classifier.ts';
export { Clip, type ClipConfig, type ClipInput } from './clip.ts';
export { Cnn, cnn } from './cnn.ts';
export { ConvNeXt, type ConvNeXtOptions, convnextTiny } from './convnext.ts';
export { type CountsMacs, type ModelCost, modelCost } from './cost.ts';
export { DistilledVisionTransformer, deitSmallDistilledPatch16, deitTinyDistilledPatch16 } from './deit.ts';
export {
  DenseModel,
  type DenseOptions,
  type PixelClassifier,
  type TrainableModel,
  type TransformerKind,
} from './dense.ts';
export { DenseNet, type DenseNetOptions, densenet121, densenet169, densenet201 } from './densenet.ts';
export { type DepthGroup, depthGroups, layerDecayScales } from './depth.ts';
export { DinoHead, type DinoHeadOptions, DinoNetwork, DinoPair, unitVectors } from './dino.ts';
export { EfficientNet, efficientnetB0 } from './efficientnet.ts';
export type { Encoder } from './encoder.ts';
export { EncoderUNet, type EncoderUNetOptions, unetDensenet121, unetResnet34 } from './encoder-unet.ts';
export { type GenerateOptions, generate } from './generate.ts';
export { createGpt, GPT_MODELS, Gpt, type GptConfig, type GptInput, type GptName } from './gpt.ts';
export { gptConfigOf, loadGpt2 } from './gpt-weights.ts';
export { KvCache } from './kv-cache.ts';
export { LeNet5, type LeNet5Options, lenet5 } from './lenet.ts';
export { addLora, LoraLinear, mergedState } from './lora.ts';
export { type ConvAutoencoderOptions, MaskedConvAutoencoder, patchSizeFor } from './mae/conv.ts';
export { maskOf, type PatchMask, rowsOf, seenOf } from './mae/mask.ts';
export { hiddenOf, PatchAutoencoder, patchStatistics, withHidden } from './mae/patches.ts';
export { canMask, decoderFor, MaskedAutoencoder, type MaskedAutoencoderOptions } from './mae.ts';
export { Mlp, type MlpOptions, mlp } from './mlp.ts';
export { MobileNetV3, mobilenetV3Small } from './mobilenet-v3.ts';
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
export { createDenseModel, createModel, MODELS, type ModelEntry, modelEntry } from './registry.ts';
export { ResEncUNet, resEncUnet } from './resenc-unet.ts';
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50, resnet101 } from './resnet.ts';
export { ResNetCifar, type ResNetCifarOptions, resnet20Cifar } from './resnet-cifar.ts';
export { type SamplingOptions, sampleToken } from './sample.ts';
export { Segmenter, segmenterVitSmall, segmenterVitTiny } from './segmenter.ts';
export { SmallCnn, type SmallCnnOptions, smallCnn } from './small-cnn.ts';
export { type SwinOptions, SwinTransformer, swinTiny } from './swin.ts';
export { TransUNet, type TransUNetOptions, transunetSmall } from './transunet.ts';
export { UNet, unet } from './unet.ts';
export { UNetPlusPlus, unetPlusPlusResnet34 } from './unet-plus-plus.ts';
export { Unetr, unetr2d } from './unetr.ts';
export { Vgg, type VggOptions, vgg16 } from './vgg.ts';
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
export { loadWeights, type WeightsOptions, type WeightsReport, type WeightsTarget } from './weights/load.ts';
export type { Rename } from './weights/names.ts';
