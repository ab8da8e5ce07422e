import type { Rename } from './names.ts';

/**
 * How other libraries name the tensors of an architecture that is named here as in timm or torchvision. A model that
 * lists a dialect in its `weightLayout.renames` loads such checkpoints; names that are its own are left alone.
 */

const after = (place: string) => (start: string, index: string) => `${start}blocks.${index}.${place}.`;

const HF_BLOCK = String.raw`(^|\.)(?:(?:vit|deit)\.)?encoder\.layer\.(\d+)\.`;
const hfBlock = (path: string, to: string, part?: number): Rename => [
  new RegExp(`${HF_BLOCK}${path}\\.`),
  after(to),
  part,
];

/** Hugging Face's ViT and DeiT (transformers' `ViTForImageClassification`, `DeiTFor…`) → timm's. */
export const HF_VIT: readonly Rename[] = [
  hfBlock('layernorm_before', 'norm1'),
  hfBlock('layernorm_after', 'norm2'),
  hfBlock(String.raw`attention\.attention\.query`, 'attn.qkv', 0),
  hfBlock(String.raw`attention\.attention\.key`, 'attn.qkv', 1),
  hfBlock(String.raw`attention\.attention\.value`, 'attn.qkv', 2),
  hfBlock(String.raw`attention\.output\.dense`, 'attn.proj'),
  hfBlock(String.raw`intermediate\.dense`, 'mlp.fc1'),
  hfBlock(String.raw`output\.dense`, 'mlp.fc2'),
  [/(^|\.)(?:(?:vit|deit)\.)?embeddings\.cls_token$/, '$1cls_token'],
  [/(^|\.)(?:(?:vit|deit)\.)?embeddings\.distillation_token$/, '$1dist_token'],
  [/(^|\.)(?:(?:vit|deit)\.)?embeddings\.position_embeddings$/, '$1pos_embed'],
  [/(^|\.)(?:(?:vit|deit)\.)?embeddings\.patch_embeddings\.projection\./, '$1patch_embed.proj.'],
  [/(^|\.)(?:(?:vit|deit)\.)?layernorm\./, '$1norm.'],
  [/(^|\.)(?:cls_)?classifier\./, '$1head.'],
  [/(^|\.)distillation_classifier\./, '$1head_dist.'],
];

const TV_BLOCK = String.raw`(^|\.)encoder\.layers\.encoder_layer_(\d+)\.`;
const tvBlock = (path: string, to: string): Rename => [new RegExp(`${TV_BLOCK}${path}\\.`), after(to)];
const tvInProjection = (kind: string): Rename => [
  new RegExp(`${TV_BLOCK}self_attention\\.in_proj_${kind}$`),
  (start, index) => `${start}blocks.${index}.attn.qkv.${kind}`,
];

/** torchvision's `vit_b_16` → timm's; its MLP had other names before torchvision 0.12. */
export const TORCHVISION_VIT: readonly Rename[] = [
  tvBlock('ln_1', 'norm1'),
  tvBlock('ln_2', 'norm2'),
  tvInProjection('weight'),
  tvInProjection('bias'),
  tvBlock(String.raw`self_attention\.out_proj`, 'attn.proj'),
  tvBlock(String.raw`mlp\.(?:linear_1|0)`, 'mlp.fc1'),
  tvBlock(String.raw`mlp\.(?:linear_2|3)`, 'mlp.fc2'),
  [/(^|\.)class_token$/, '$1cls_token'],
  [/(^|\.)conv_proj\./, '$1patch_embed.proj.'],
  [/(^|\.)encoder\.pos_embedding$/, '$1pos_embed'],
  [/(^|\.)encoder\.ln\./, '$1norm.'],
  [/(^|\.)heads\.head\./, '$1head.'],
];

const next = (number: string) => String(Number(number) + 1);

/** Hugging Face's ResNet (`ResNetForImageClassification`) → torchvision's. */
export const HF_RESNET: readonly Rename[] = [
  [/(^|\.)(?:resnet\.)?embedder\.embedder\.convolution\./, '$1conv1.'],
  [/(^|\.)(?:resnet\.)?embedder\.embedder\.normalization\./, '$1bn1.'],
  [
    /(^|\.)(?:resnet\.)?encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.(convolution|normalization)\./,
    (start, stage, block, layer, kind) =>
      `${start}layer${next(stage!)}.${block}.${kind === 'convolution' ? 'conv' : 'bn'}${next(layer!)}.`,
  ],
  [
    /(^|\.)(?:resnet\.)?encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.(convolution|normalization)\./,
    (start, stage, block, kind) =>
      `${start}layer${next(stage!)}.${block}.downsample.${kind === 'convolution' ? 0 : 1}.`,
  ],
  [/(^|\.)classifier\.1\./, '$1fc.'],
];
