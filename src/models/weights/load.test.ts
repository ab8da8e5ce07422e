import { expect, test } from 'vitest';
import { Conv2d, Linear, Parameter } from '../../nn/index.ts';
import { arange, type HostArray, manualSeed, randn, scope, type Tensor } from '../../torch/index.ts';
import { ImageClassifier, type WeightLayout } from '../classifier.ts';
import { smallCnn } from '../small-cnn.ts';
import { HF_RESNET, HF_VIT, TORCHVISION_VIT } from './dialects.ts';
import { loadWeights } from './load.ts';
import { renameAll } from './names.ts';

/** The parts of a vision transformer that loading treats in a way of their own; named as in timm. */
class Embedder extends ImageClassifier {
  readonly numFeatures = 4;
  readonly featureInfo = [];
  readonly weightLayout: WeightLayout = { firstConv: 'embed', classifier: 'classifier' };
  readonly embed: Conv2d;
  readonly posEmbed: Parameter;
  readonly qkv: Linear;
  classifier: Linear;

  constructor(tokens: number) {
    super();
    this.embed = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 2 });
    this.posEmbed = new Parameter(randn([1, tokens, 4]));
    this.qkv = new Linear({ inFeatures: 4, outFeatures: 12 });
    this.classifier = new Linear({ inFeatures: 4, outFeatures: 2 });
  }

  /** Every other position: enough to see that it was asked. */
  override adaptWeight(name: string, weight: Tensor, target: Tensor) {
    if (name !== 'pos_embed' || weight.size(1) !== 2 * target.size(1)) return undefined;
    const index = arange(0, weight.size(1), { step: 2, dtype: 'i64' });
    return { weight: weight.indexSelect(1, index), reason: 'thinned' };
  }

  forwardFeatures(x: Tensor): Tensor {
    return this.embed.call(x);
  }

  forwardHead(features: Tensor): Tensor {
    return this.classifier.call(features.mean({ dim: [2, 3] }));
  }
}

const f32 = (shape: number[], from = 0): HostArray => {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i);
  return { dtype: 'f32', shape, data: new Uint8Array(data.buffer) };
};

const embedderFile = (tokens: number): [string, HostArray][] => [
  ['backbone.embed.weight', f32([4, 3, 2, 2])],
  ['backbone.embed.bias', f32([4])],
  ['backbone.pos_embed', f32([1, tokens, 4])],
  ['backbone.qkv.weight', f32([12, 4])],
  ['backbone.qkv.bias', f32([12])],
  ['classifier.weight', f32([2, 4])],
  ['classifier.bias', f32([2])],
];

test('a model adapts its own weights; a head outside the wrapper of the body is found', () => {
  scope(() => {
    using model = new Embedder(3);
    const file = new Map(embedderFile(6));
    file.set('backbone.mask_token', f32([1, 4]));
    const report = loadWeights(model, file);
    expect(report).toMatchObject({ prefix: 'backbone.', missing: [], unexpected: ['backbone.mask_token'] });
    expect(Object.fromEntries(report.reasons)).toEqual({
      'embed.weight': 'summed from 3 input channels to 1',
      pos_embed: 'thinned',
      'backbone.mask_token': 'not in the model',
    });
    expect(model.posEmbed.toArray()).toEqual(Float64Array.from([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19]));
    expect(model.classifier.bias!.toArray()).toEqual(Float64Array.from([0, 1]));

    const before = model.qkv.weight.toArray();
    expect(() => loadWeights(model, new Map([...embedderFile(5), ['backbone.qkv.weight', f32([12, 4], 9)]]))).toThrow(
      /^this is a checkpoint of another width or depth than this Embedder: pos_embed is \[1,5,4\] and not \[1,3,4\]$/,
    );
    expect(model.qkv.weight.toArray()).toEqual(before);
  });
});

test('a linear layer and a 1×1 convolution hold the same numbers', () => {
  manualSeed(0);
  scope(() => {
    using cnn = smallCnn({ numClasses: 2, inChannels: 1 });
    const file = new Map(Array.from(cnn.stateDict(), ([name, t]) => [name, t.toHost()] as const));
    const { data } = file.get('classifier.weight')!;
    file.set('classifier.weight', { dtype: 'f32', shape: [2, 128, 1, 1], data });
    expect(loadWeights(cnn, file).reasons.get('classifier.weight')).toBe('reshaped from [2,128,1,1] to [2,128]');
  });
});

const renamed = (names: string[], renames: Parameters<typeof renameAll>[1]) =>
  Object.fromEntries(renameAll(names, renames));

test('Hugging Face, torchvision and timm name one vision transformer', () => {
  const layer = (path: string) => `module.vit.encoder.layer.11.${path}`;
  const attention = ['value', 'query', 'key'].map((kind) => layer(`attention.attention.${kind}.bias`));
  expect(
    renamed(
      [
        ...attention,
        layer('attention.output.dense.weight'),
        layer('output.dense.weight'),
        'vit.embeddings.cls_token',
        'encoder.layer.0.layernorm_before.weight', // of a bare ViTModel
        'deit.layernorm.bias',
        'cls_classifier.weight',
      ],
      HF_VIT,
    ),
  ).toEqual({
    'module.blocks.11.attn.qkv.bias': [attention[1], attention[2], attention[0]],
    'module.blocks.11.attn.proj.weight': [layer('attention.output.dense.weight')],
    'module.blocks.11.mlp.fc2.weight': [layer('output.dense.weight')],
    cls_token: ['vit.embeddings.cls_token'],
    'blocks.0.norm1.weight': ['encoder.layer.0.layernorm_before.weight'],
    'norm.bias': ['deit.layernorm.bias'],
    'head.weight': ['cls_classifier.weight'],
  });
  expect(
    Object.keys(
      renamed(
        [
          'encoder.layers.encoder_layer_3.self_attention.in_proj_weight',
          'encoder.layers.encoder_layer_3.mlp.3.bias',
          'encoder.pos_embedding',
          'heads.head.weight',
        ],
        TORCHVISION_VIT,
      ),
    ),
  ).toEqual(['blocks.3.attn.qkv.weight', 'blocks.3.mlp.fc2.bias', 'pos_embed', 'head.weight']);
  // timm's own names pass through both
  const own = ['blocks.0.attn.qkv.weight', 'blocks.0.mlp.fc1.bias', 'norm.weight', 'head.weight', 'pos_embed'];
  for (const dialect of [HF_VIT, TORCHVISION_VIT]) expect(Object.keys(renamed(own, dialect))).toEqual(own);
});

test("Hugging Face's ResNet counts from 0 where torchvision counts from 1", () => {
  expect(
    Object.keys(
      renamed(
        [
          'resnet.embedder.embedder.convolution.weight',
          'resnet.encoder.stages.1.layers.0.layer.2.normalization.running_mean',
          'resnet.encoder.stages.3.layers.0.shortcut.convolution.weight',
          'classifier.1.bias',
        ],
        HF_RESNET,
      ),
    ),
  ).toEqual(['conv1.weight', 'layer2.0.bn3.running_mean', 'layer4.0.downsample.0.weight', 'fc.bias']);
});
