import { imagenetModel, type ModelInfo, TORCHVISION } from './info.ts';

const DENSENET = {
  paper: 'Huang et al., Densely Connected Convolutional Networks, CVPR 2017, arXiv:1608.06993',
  weights: TORCHVISION,
};

/** The convolutional networks. Parameters and GMACs are held to the models by test/parity/zoo.test.ts. */
export const CNNS = {
  small_cnn: {
    description: 'small plain CNN: 8 convolutions with batch norm, global average pooling',
    paper: 'Simonyan & Zisserman, Very Deep Convolutional Networks, ICLR 2015, arXiv:1409.1556',
    task: 'classification',
    defaultImageSize: 128,
    defaultInChannels: 3,
    defaultNumClasses: 2,
    parameters: 294_258,
    gmacs: 0.215,
    weights: null,
  },
  densenet121: imagenetModel({ ...DENSENET, description: 'DenseNet, 121 layers', parameters: 7_978_856, gmacs: 2.83 }),
  densenet169: imagenetModel({ ...DENSENET, description: 'DenseNet, 169 layers', parameters: 14_149_480, gmacs: 3.36 }),
  densenet201: imagenetModel({ ...DENSENET, description: 'DenseNet, 201 layers', parameters: 20_013_928, gmacs: 4.29 }),
} satisfies Record<string, ModelInfo>;
