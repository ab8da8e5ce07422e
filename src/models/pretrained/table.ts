import type { Preprocessing, PretrainedWeights } from './types.ts';

const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const HALF = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const IMAGENET_1K = 'ImageNet-1k (its images are for non-commercial research)';
const IMAGENET_21K = 'ImageNet-21k, then ImageNet-1k (images for non-commercial research)';

function preprocessing(
  normalisation: Pick<Preprocessing, 'mean' | 'std'>,
  resizeSize: number,
  interpolation: Preprocessing['interpolation'] = 'bilinear',
): Preprocessing {
  return { ...normalisation, cropSize: 224, resizeSize, interpolation };
}

/** Of torchvision's `*_Weights` enums: the digits behind the dash begin the file's SHA-256. */
function torchvision(
  model: string,
  file: string,
  megabytes: number,
  more: Partial<PretrainedWeights> = {},
): PretrainedWeights {
  return {
    name: `${model}.torchvision`,
    model,
    url: `https://download.pytorch.org/models/${file}`,
    file,
    sha256: /-([0-9a-f]{8})\.pth$/.exec(file)![1]!,
    megabytes,
    licence: 'BSD-3-Clause',
    trainedOn: IMAGENET_1K,
    preprocessing: preprocessing(IMAGENET, 256),
    ...more,
  };
}

/** Of the paper's own repository, facebookresearch/deit, which checks the same digits. Undistilled, it is a plain ViT. */
function deit(name: string, model: string, file: string, megabytes: number): PretrainedWeights {
  return {
    ...torchvision(model, file, megabytes),
    name: `${name}.deit`,
    url: `https://dl.fbaipublicfiles.com/deit/${file}`,
    licence: 'Apache-2.0',
    preprocessing: preprocessing(IMAGENET, 256, 'bicubic'),
  };
}

/** Of the timm organisation on the Hugging Face Hub; `tag` is timm's word for how they were trained. */
function timm(model: string, tag: string, megabytes: number, more: Partial<PretrainedWeights> = {}): PretrainedWeights {
  return {
    name: `${model}.timm`,
    model,
    url: `https://huggingface.co/timm/${model}.${tag}/resolve/main/model.safetensors`,
    file: `${model}.${tag}.safetensors`,
    sha256: null,
    megabytes,
    licence: 'Apache-2.0',
    trainedOn: IMAGENET_21K,
    preprocessing: preprocessing(HALF, 248, 'bicubic'), // timm's crop of 0.9
    ...more,
  };
}

/** A newer training recipe of torchvision's for the same model. */
const v2 = (model: string): Partial<PretrainedWeights> => ({
  name: `${model}.torchvision_v2`,
  preprocessing: preprocessing(IMAGENET, 232),
});

/** All weights that have a name. A new one is a line here; licences are as their publishers state them. */
export const PRETRAINED: readonly PretrainedWeights[] = [
  torchvision('alexnet', 'alexnet-owt-7be5be79.pth', 244),
  torchvision('vgg16', 'vgg16-397923af.pth', 553),
  torchvision('resnet18', 'resnet18-f37072fd.pth', 47),
  torchvision('resnet34', 'resnet34-b627a593.pth', 87),
  torchvision('resnet50', 'resnet50-0676ba61.pth', 103),
  torchvision('resnet50', 'resnet50-11ad3fa6.pth', 103, v2('resnet50')),
  torchvision('resnet101', 'resnet101-63fe2227.pth', 179),
  torchvision('resnet101', 'resnet101-cd907fc2.pth', 179, v2('resnet101')),
  torchvision('densenet121', 'densenet121-a639ec97.pth', 32),
  torchvision('densenet169', 'densenet169-b2777c0a.pth', 57),
  torchvision('densenet201', 'densenet201-c1103571.pth', 81),
  torchvision('convnext_tiny', 'convnext_tiny-983f1562.pth', 114, { preprocessing: preprocessing(IMAGENET, 236) }),
  torchvision('efficientnet_b0', 'efficientnet_b0_rwightman-7f5810bc.pth', 21, {
    preprocessing: preprocessing(IMAGENET, 256, 'bicubic'),
  }),
  torchvision('mobilenet_v3_small', 'mobilenet_v3_small-047dcff4.pth', 10),
  torchvision('swin_tiny', 'swin_t-704ceda3.pth', 114, { preprocessing: preprocessing(IMAGENET, 232, 'bicubic') }),
  torchvision('vit_base_patch16_224', 'vit_b_16-c867db91.pth', 346),
  deit('deit_tiny_patch16_224', 'vit_tiny_patch16_224', 'deit_tiny_patch16_224-a1311bcf.pth', 23),
  deit('deit_small_patch16_224', 'vit_small_patch16_224', 'deit_small_patch16_224-cd65a155.pth', 88),
  deit('deit_tiny_distilled_patch16_224', 'deit_tiny', 'deit_tiny_distilled_patch16_224-b40b3cf7.pth', 24),
  deit('deit_small_distilled_patch16_224', 'deit_small', 'deit_small_distilled_patch16_224-649709d9.pth', 90),
  timm('vit_tiny_patch16_224', 'augreg_in21k_ft_in1k', 23),
  timm('vit_small_patch16_224', 'augreg_in21k_ft_in1k', 88),
  timm('vit_base_patch16_224', 'augreg2_in21k_ft_in1k', 346),
];
