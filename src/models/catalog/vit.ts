import { imagenetModel, type ModelInfo, TORCHVISION } from './info.ts';

const VIT = {
  paper: 'Dosovitskiy et al., An Image is Worth 16x16 Words, ICLR 2021, arXiv:2010.11929',
  weights: { source: 'timm, ImageNet-21k then ImageNet-1k', licence: 'Apache-2.0' },
};

const DEIT = {
  paper:
    'Touvron et al., Training data-efficient image transformers & distillation through attention, ICML 2021, arXiv:2012.12877',
  weights: { source: 'timm, ImageNet-1k', licence: 'Apache-2.0' },
};

/** For images of CIFAR's size. */
const SMALL_IMAGES = { defaultImageSize: 32, defaultNumClasses: 10, weights: null };

/** The vision transformers. */
export const VITS = {
  vit_tiny_patch16_224: imagenetModel({
    ...VIT,
    description: 'Vision Transformer, 192 wide, 12 layers',
    parameters: 5_717_416,
    gmacs: 1.25,
  }),
  vit_small_patch16_224: imagenetModel({
    ...VIT,
    description: 'Vision Transformer, 384 wide, 12 layers',
    parameters: 22_050_664,
    gmacs: 4.6,
  }),
  vit_base_patch16_224: imagenetModel({
    ...VIT,
    description: 'Vision Transformer, 768 wide, 12 layers',
    parameters: 86_567_656,
    gmacs: 17.56,
  }),
  vit_tiny_patch4_32: imagenetModel({
    ...VIT,
    ...SMALL_IMAGES,
    description: 'Vision Transformer for small images, 192 wide, 12 layers',
    parameters: 5_362_762,
    gmacs: 0.365,
  }),
  deit_tiny: imagenetModel({
    ...DEIT,
    description: 'distilled DeiT, a ViT with a second token: 192 wide, 12 layers',
    parameters: 5_910_800,
    gmacs: 1.26,
  }),
  deit_small: imagenetModel({
    ...DEIT,
    description: 'distilled DeiT, a ViT with a second token: 384 wide, 12 layers',
    parameters: 22_436_432,
    gmacs: 4.62,
  }),
  cct_2_3x2_32: imagenetModel({
    ...SMALL_IMAGES,
    description: 'Compact Convolutional Transformer, 2 convolutions, 2 layers',
    paper: 'Hassani et al., Escaping the Big Data Paradigm with Compact Transformers, 2021, arXiv:2104.05704',
    parameters: 283_723,
    gmacs: 0.0353,
  }),
  swin_tiny: imagenetModel({
    description: 'Swin Transformer, shifted windows of 7 × 7, 12 layers',
    paper: 'Liu et al., Swin Transformer, ICCV 2021, arXiv:2103.14030',
    weights: TORCHVISION,
    parameters: 28_288_354,
    gmacs: 4.49,
  }),
} satisfies Record<string, ModelInfo>;
