import { airbenchCifar } from './airbench.ts';
import { alexnet } from './alexnet.ts';
import {
  CATALOG,
  DENSE_CATALOG,
  type DenseModelName,
  denseModelName,
  type ModelInfo,
  type ModelName,
  modelName,
} from './catalog/index.ts';
import { cct2Conv3x2 } from './cct.ts';
import { type ClassifierOptions, type ImageClassifier, refuseSize } from './classifier.ts';
import { cnn } from './cnn.ts';
import { convnextTiny } from './convnext.ts';
import { deitSmallDistilledPatch16, deitTinyDistilledPatch16 } from './deit.ts';
import type { DenseModel, DenseOptions } from './dense.ts';
import { densenet121, densenet169, densenet201 } from './densenet.ts';
import { efficientnetB0 } from './efficientnet.ts';
import { unetDensenet121, unetResnet34 } from './encoder-unet.ts';
import { lenet5 } from './lenet.ts';
import { mlp } from './mlp.ts';
import { mobilenetV3Small } from './mobilenet-v3.ts';
import { resEncUnet } from './resenc-unet.ts';
import { resnet18, resnet34, resnet50, resnet101 } from './resnet.ts';
import { resnet20Cifar } from './resnet-cifar.ts';
import { segmenterVitSmall, segmenterVitTiny } from './segmenter.ts';
import { smallCnn } from './small-cnn.ts';
import { swinTiny } from './swin.ts';
import { transunetSmall } from './transunet.ts';
import { unet } from './unet.ts';
import { unetPlusPlusResnet34 } from './unet-plus-plus.ts';
import { unetr2d } from './unetr.ts';
import { vgg16 } from './vgg.ts';
import { vitBasePatch16, vitSmallPatch16, vitTinyPatch4, vitTinyPatch16 } from './vit.ts';

type Builder = (options: ClassifierOptions) => ImageClassifier;

/** What builds each model of the catalogue: a new architecture is a file of its own, facts in `catalog/`, a line here. */
const BUILDERS: Readonly<Record<ModelName, Builder>> = {
  mlp,
  cnn,
  lenet5,
  small_cnn: smallCnn,
  alexnet,
  vgg16,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet20_cifar: resnet20Cifar,
  airbench_cifar: airbenchCifar,
  convnext_tiny: convnextTiny,
  efficientnet_b0: efficientnetB0,
  mobilenet_v3_small: mobilenetV3Small,
  densenet121,
  densenet169,
  densenet201,
  vit_tiny_patch16_224: vitTinyPatch16,
  vit_small_patch16_224: vitSmallPatch16,
  vit_base_patch16_224: vitBasePatch16,
  vit_tiny_patch4_32: vitTinyPatch4,
  deit_tiny: deitTinyDistilledPatch16,
  deit_small: deitSmallDistilledPatch16,
  cct_2_3x2_32: cct2Conv3x2,
  swin_tiny: swinTiny,
};

const DENSE_BUILDERS: Readonly<Record<DenseModelName, (options: DenseOptions) => DenseModel>> = {
  unet,
  unet_resnet34: unetResnet34,
  unet_densenet121: unetDensenet121,
  unetpp_resnet34: unetPlusPlusResnet34,
  resenc_unet: resEncUnet,
  segmenter_vit_tiny: segmenterVitTiny,
  segmenter_vit_small: segmenterVitSmall,
  transunet_small: transunetSmall,
  unetr2d,
};

export interface ModelEntry extends ModelInfo {
  readonly create: Builder;
}

/** All models by name. */
export const MODELS: ReadonlyMap<ModelName, ModelEntry> = new Map(
  Object.entries(BUILDERS).map(([name, create]) => [name as ModelName, { ...CATALOG[name as ModelName], create }]),
);

/** @throws RangeError that names the nearest model where there is none of that name. */
export function modelEntry(name: string): ModelEntry {
  return MODELS.get(modelName(name))!;
}

/**
 * A model by name, with weights as its paper initialises them; for its default channels and image size where none are given.
 * @throws RangeError for an unknown name, and for an image size that the architecture cannot take.
 */
export function createModel(name: ModelName | (string & {}), options: ClassifierOptions): ImageClassifier {
  const { create, defaultInChannels, defaultImageSize } = modelEntry(name);
  const { inChannels = defaultInChannels, imageSize = defaultImageSize } = options;
  return ofSize(create({ ...options, inChannels, imageSize }), name, imageSize);
}

/**
 * A model for segmentation by name; for its default channels and image size where none are given.
 * @throws RangeError for an unknown name, an option of other models, and an image size that the architecture cannot take.
 */
export function createDenseModel(name: DenseModelName | (string & {}), options: DenseOptions): DenseModel {
  const known = denseModelName(name);
  refuseOptions(known, options);
  const { defaultInChannels, defaultImageSize } = DENSE_CATALOG[known];
  const { inChannels = defaultInChannels, imageSize = defaultImageSize } = options;
  return ofSize(DENSE_BUILDERS[known]({ ...options, inChannels, imageSize }), name, imageSize);
}

function refuseOptions(name: DenseModelName, options: DenseOptions): void {
  const all: [DenseModelName, ModelInfo][] = Object.entries(DENSE_CATALOG) as [DenseModelName, ModelInfo][];
  const knows = (info: ModelInfo, option: string) => info.options?.some((known) => known === option) ?? false;
  for (const option of ['baseWidth', 'transformer'] as const) {
    const asked = options[option] !== undefined && options[option] !== 'full';
    if (!asked || knows(DENSE_CATALOG[name], option)) continue;
    const those = all.filter(([, info]) => knows(info, option)).map(([other]) => other);
    throw new RangeError(`${option}: is of ${those.join(', ')}, and the model is ${name}; leave it out`);
  }
}

function ofSize<M extends ImageClassifier | DenseModel>(model: M, name: string, side: number): M {
  try {
    refuseSize(model, name, side, side);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}
