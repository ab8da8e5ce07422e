import { type ModelInfo, TORCHVISION } from './info.ts';

const UNET =
  'Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015, arXiv:1505.04597';
const colour = { task: 'dense', defaultImageSize: 256, defaultInChannels: 3, defaultNumClasses: 1 } as const;

/** The models that predict a map per pixel. */
export const DENSE = {
  unet: {
    description: 'U-Net, padded, with batch norm',
    paper: UNET,
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
} satisfies Record<string, ModelInfo>;
