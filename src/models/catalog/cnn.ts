import { imagenetModel, type ModelInfo, TORCHVISION } from './info.ts';

const RESNET = {
  paper: 'He et al., Deep Residual Learning for Image Recognition, CVPR 2016, arXiv:1512.03385',
  weights: TORCHVISION,
};
const DENSENET = {
  paper: 'Huang et al., Densely Connected Convolutional Networks, CVPR 2017, arXiv:1608.06993',
  weights: TORCHVISION,
};
const LECUN =
  'LeCun et al., Gradient-Based Learning Applied to Document Recognition, Proceedings of the IEEE 86(11), 1998';
const digits = {
  task: 'classification',
  defaultImageSize: 28,
  defaultInChannels: 1,
  defaultNumClasses: 10,
  weights: null,
} as const;
const cifar = { task: 'classification', defaultImageSize: 32, defaultInChannels: 3, defaultNumClasses: 10 } as const;

/** The convolutional networks, and the one before them. Parameters and GMACs are held to the models by tests. */
export const CNNS = {
  mlp: {
    ...digits,
    description: 'one hidden layer of 50 units',
    paper: 'Rumelhart et al., Learning Representations by Back-Propagating Errors, Nature 323, 1986',
    parameters: 39_760,
    gmacs: 0.0000397,
  },
  cnn: {
    ...digits,
    description: 'two convolutions, one pooling, one linear layer',
    paper: LECUN,
    parameters: 32_618,
    gmacs: 0.000991,
  },
  lenet5: {
    ...digits,
    description: 'LeNet-5 with ReLU and max pooling',
    paper: LECUN,
    parameters: 61_706,
    gmacs: 0.000416,
  },
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
  alexnet: imagenetModel({
    description: 'AlexNet, five convolutions and three linear layers',
    paper: 'Krizhevsky, One Weird Trick for Parallelizing Convolutional Neural Networks, 2014, arXiv:1404.5997',
    parameters: 61_100_840,
    gmacs: 0.714,
    weights: TORCHVISION,
  }),
  vgg16: imagenetModel({
    description: 'VGG, 13 convolutions and three linear layers',
    paper: 'Simonyan & Zisserman, Very Deep Convolutional Networks, ICLR 2015, arXiv:1409.1556',
    parameters: 138_357_544,
    gmacs: 15.5,
    weights: TORCHVISION,
  }),
  resnet18: imagenetModel({ ...RESNET, description: 'ResNet, 18 layers', parameters: 11_689_512, gmacs: 1.81 }),
  resnet34: imagenetModel({ ...RESNET, description: 'ResNet, 34 layers', parameters: 21_797_672, gmacs: 3.66 }),
  resnet50: imagenetModel({ ...RESNET, description: 'ResNet, 50 layers', parameters: 25_557_032, gmacs: 4.09 }),
  resnet101: imagenetModel({ ...RESNET, description: 'ResNet, 101 layers', parameters: 44_549_160, gmacs: 7.8 }),
  resnet20_cifar: {
    ...cifar,
    description: 'the small ResNet of the CIFAR-10 experiments, 20 layers',
    paper: RESNET.paper,
    parameters: 269_722,
    gmacs: 0.0406,
    weights: { source: 'akamaster/pytorch_resnet_cifar10, CIFAR-10', licence: 'BSD-2-Clause' },
  },
  airbench_cifar: {
    ...cifar,
    description: 'six convolutions on whitened patches, made for speed records',
    paper: 'Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024, arXiv:2404.00498',
    parameters: 1_972_792,
    gmacs: 0.118,
    weights: null,
  },
  convnext_tiny: imagenetModel({
    description: 'ConvNeXt-T',
    paper: 'Liu et al., A ConvNet for the 2020s, CVPR 2022, arXiv:2201.03545',
    parameters: 28_589_128,
    gmacs: 4.46,
    weights: TORCHVISION,
  }),
  efficientnet_b0: imagenetModel({
    description: 'EfficientNet-B0',
    paper: 'Tan & Le, EfficientNet: Rethinking Model Scaling, ICML 2019, arXiv:1905.11946',
    parameters: 5_288_548,
    gmacs: 0.386,
    weights: TORCHVISION,
  }),
  mobilenet_v3_small: imagenetModel({
    description: 'MobileNetV3-Small',
    paper: 'Howard et al., Searching for MobileNetV3, ICCV 2019, arXiv:1905.02244',
    parameters: 2_542_856,
    gmacs: 0.0565,
    weights: TORCHVISION,
  }),
  densenet121: imagenetModel({ ...DENSENET, description: 'DenseNet, 121 layers', parameters: 7_978_856, gmacs: 2.83 }),
  densenet169: imagenetModel({ ...DENSENET, description: 'DenseNet, 169 layers', parameters: 14_149_480, gmacs: 3.36 }),
  densenet201: imagenetModel({ ...DENSENET, description: 'DenseNet, 201 layers', parameters: 20_013_928, gmacs: 4.29 }),
} satisfies Record<string, ModelInfo>;
