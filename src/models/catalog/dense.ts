import type { ModelInfo } from './info.ts';

/** The models that predict a map per pixel. */
export const DENSE = {
  unet: {
    description: 'U-Net, padded, with batch norm',
    paper:
      'Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015, arXiv:1505.04597',
    task: 'dense',
    defaultImageSize: 256,
    defaultInChannels: 1,
    defaultNumClasses: 1,
    parameters: 31_036_481,
    gmacs: 48.1,
    weights: { source: 'milesial/Pytorch-UNet, Carvana', licence: 'GPL-3.0' },
  },
} satisfies Record<string, ModelInfo>;
