import { type ModelInfo, TORCHVISION } from './info.ts';

const UNET =
  'Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015, arXiv:1505.04597';
const SEGMENTER = 'Strudel et al., Segmenter: Transformer for Semantic Segmentation, ICCV 2021, arXiv:2105.05633';
const TIMM = { source: 'timm, ImageNet-21k then ImageNet-1k', licence: 'Apache-2.0' };
const colour = { task: 'dense', defaultImageSize: 256, defaultInChannels: 3, defaultNumClasses: 1 } as const;

/** The models that predict a map per pixel. */
export const DENSE = {
  unet: {
    description: 'U-Net, padded, with batch norm',
    paper: UNET,
    options: ['baseWidth'],
    task: 'dense',
    defaultImageSize: 256,
    defaultInChannels: 1,
    defaultNumClasses: 1,
    parameters: 31_036_481,
    gmacs: 48.1,
    weights: { source: 'milesial/Pytorch-UNet, Carvana', licence: 'GPL-3.0' },
  },
  unet_resnet34: {
    ...colour,
    description: 'U-Net on a ResNet-34',
    paper: UNET,
    encoder: 'resnet34',
    parameters: 24_436_369,
    gmacs: 7.81,
    weights: TORCHVISION,
  },
  unet_densenet121: {
    ...colour,
    description: 'U-Net on a DenseNet-121',
    paper: UNET,
    encoder: 'densenet121',
    parameters: 13_607_633,
    gmacs: 8.39,
    weights: TORCHVISION,
  },
  unetpp_resnet34: {
    ...colour,
    description: 'UNet++ on a ResNet-34, with deep supervision',
    paper: 'Zhou et al., UNet++: A Nested U-Net Architecture, DLMIA 2018, arXiv:1807.10165',
    encoder: 'resnet34',
    parameters: 26_078_804,
    gmacs: 18.4,
    weights: TORCHVISION,
  },
  resenc_unet: {
    ...colour,
    description: 'nnU-Net with a residual encoder, with deep supervision',
    paper: 'Isensee et al., nnU-Net Revisited, MICCAI 2024, arXiv:2404.09556',
    options: ['baseWidth'],
    defaultInChannels: 1,
    parameters: 71_815_589,
    gmacs: 31.6,
    weights: null,
  },
  segmenter_vit_tiny: {
    ...colour,
    description: 'Segmenter, a mask transformer on ViT-Ti/16',
    paper: SEGMENTER,
    encoder: 'vit_tiny_patch16_224',
    options: ['transformer'],
    parameters: 6_537_026,
    gmacs: 2.0,
    weights: TIMM,
  },
  segmenter_vit_small: {
    ...colour,
    description: 'Segmenter, a mask transformer on ViT-S/16',
    paper: SEGMENTER,
    encoder: 'vit_small_patch16_224',
    options: ['transformer'],
    parameters: 25_681_538,
    gmacs: 7.23,
    weights: TIMM,
  },
  transunet_small: {
    ...colour,
    description: "TransUNet: half as wide a CNN as the paper's, ViT-S in place of ViT-B",
    paper:
      'Chen et al., TransUNet: Transformers Make Strong Encoders for Medical Image Segmentation, 2021, arXiv:2102.04306',
    options: ['transformer'],
    parameters: 29_437_809,
    gmacs: 15.6,
    weights: null,
  },
  unetr2d: {
    ...colour,
    description: 'UNETR in two dimensions on ViT-S/16',
    paper: 'Hatamizadeh et al., UNETR: Transformers for 3D Medical Image Segmentation, WACV 2022, arXiv:2103.10504',
    encoder: 'vit_small_patch16_224',
    options: ['baseWidth', 'transformer'],
    parameters: 23_041_393,
    gmacs: 9.23,
    weights: TIMM,
  },
} satisfies Record<string, ModelInfo>;
