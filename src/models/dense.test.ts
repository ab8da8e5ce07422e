import { expect, test } from 'vitest';
import { expectDenseConformance, expectSameWithCheckpointing } from '../../test/helpers/denseConformance.ts';
import { autocast, type HostArray, manualSeed, noGrad, randn, scope } from '../torch/index.ts';
import {
  createDenseModel,
  createModel,
  DENSE_CATALOG,
  type DenseModelName,
  loadWeights,
  type TrainableModel,
} from './index.ts';

/** The others run in dense.slow.ts. */
const quick: DenseModelName[] = ['unet', 'resenc_unet', 'segmenter_vit_tiny'];

test.each(quick)('%s keeps the promises of the registry', expectDenseConformance);

const file = (model: TrainableModel, prefix = ''): Map<string, HostArray> =>
  new Map(Array.from(model.stateDict(), ([name, t]) => [prefix + name, t.toHost()]));

test.each(['resnet34', 'densenet121'] as const)(
  'a checkpoint of %s fills the encoder, grey or colour; decoder and head stay',
  (name) => {
    using classifier = createModel(name, { numClasses: 7 });
    const weights = file(classifier, 'module.');
    const head = classifier.weightLayout.classifier;
    for (const inChannels of [1, 3]) {
      using model = createDenseModel(`unet_${name}`, { numClasses: 1, inChannels });
      const report = loadWeights(model, weights);
      const own = [...model.stateDict().keys()];
      expect(report.prefix).toBe('module.');
      const { firstConv } = model.weightLayout;
      expect(report.adapted).toEqual(inChannels === 1 ? [`${firstConv}.weight`] : []);
      expect([...report.matched, ...report.adapted].sort()).toEqual(
        own.filter((path) => path.startsWith('encoder.')).sort(),
      );
      expect(report.missing).toEqual(
        own.filter((path) => /^(decoder|segmentation_head)\..*(weight|bias|running)/.test(path)),
      );
      expect(report.unexpected).toEqual([`module.${head}.weight`, `module.${head}.bias`]);
      const last = classifier.featureInfo.at(-1)!.module;
      const inner = [...classifier.stateDict()].find(([path]) => path.startsWith(last))!;
      expect(model.stateDict().get(`encoder.${inner[0]}`)!.equal(inner[1])).toBe(true);
    }
  },
);

test('a checkpoint of the whole is one of the whole; one of another encoder is refused in one line', () => {
  using model = createDenseModel('unet_resnet34', { numClasses: 1 });
  expect(loadWeights(model, file(model, 'net.'))).toMatchObject({ prefix: 'net.', missing: [], unexpected: [] });
  using other = createModel('resnet50', { numClasses: 2 });
  expect(() => loadWeights(model, file(other))).toThrow(
    /^this is a checkpoint of another width or depth than this EncoderUNet: encoder\.layer1/,
  );
  using stranger = createModel('small_cnn', { numClasses: 2 });
  expect(() => loadWeights(model, file(stranger))).toThrow(
    /^this is a checkpoint of another model than EncoderUNet: only 0 of its/,
  );
});

const hybrids = ['segmenter_vit_tiny', 'transunet_small', 'unetr2d'] as const;

test.each(hybrids)('%s without its transformer: fewer weights, the same maps, every gradient, in bf16 too', (name) => {
  manualSeed(0);
  const options = { numClasses: 1, inChannels: 1, imageSize: 32, dropRate: 0, transformer: 'identity' } as const;
  using model = createDenseModel(name, options);
  expect(model.parameterCount()).toBeLessThan(DENSE_CATALOG[name].parameters / 2);
  const inner = [...model.namedParameters()].map(([path]) => path).filter((path) => /attn|mlp/.test(path));
  expect(inner).toEqual([]);
  scope(() => {
    const x = randn([2, 1, 40, 32]);
    const plain = model.call(x);
    expect(plain.shape).toEqual([2, 1, 40, 32]);
    plain.square().mean().backward();
    expect([...model.namedParameters()].filter(([, p]) => p.grad === null)).toEqual([]);
    for (const p of model.parameters()) p.grad = null;
    const exact = noGrad(() => model.eval().call(x));
    const narrow = noGrad(() => autocast(() => model.call(x))).to({ dtype: 'f32' });
    expect(narrow.sub(exact).norm().item() / exact.norm().item()).toBeLessThan(0.02);
  });
});

test.each([false, true])('Segmenter tells classes by each other, unless they may overlap: %s', (overlapping) => {
  manualSeed(0);
  const options = { numClasses: 3, inChannels: 1, imageSize: 32, transformer: 'identity', overlapping } as const;
  using model = createDenseModel('segmenter_vit_tiny', options).eval();
  scope(() =>
    noGrad(() => {
      const x = randn([1, 1, 32, 32]);
      const before = model.call(x).narrow(1, 0, 1);
      model.getClassifier().weight.select(0, 2).normal_();
      expect(model.call(x).narrow(1, 0, 1).equal(before)).toBe(overlapping);
    }),
  );
});

test('an option of other models is refused in one line', () => {
  expect(() => createDenseModel('unet_resnet34', { numClasses: 1, baseWidth: 8 })).toThrow(
    'baseWidth: is of unet, resenc_unet, unetr2d, and the model is unet_resnet34; leave it out',
  );
  expect(() => createDenseModel('unet', { numClasses: 1, transformer: 'identity' })).toThrow(
    'transformer: is of segmenter_vit_tiny, segmenter_vit_small, transunet_small, unetr2d, and the model is unet; leave it out',
  );
  using plain = createDenseModel('unet', { numClasses: 1, transformer: 'full', baseWidth: 4 });
  expect(plain.numClasses).toBe(1);
});

test.each(['resenc_unet', 'segmenter_vit_tiny'] as const)(
  '%s learns the same with gradient checkpointing',
  expectSameWithCheckpointing,
);

const small = { numClasses: 2, inChannels: 1, imageSize: 64 };

test('a ViT of another image size begins Segmenter, with and without its blocks', () => {
  manualSeed(0);
  using vit = createModel('vit_tiny_patch16_224', { numClasses: 5, imageSize: 32 });
  const weights = file(vit);
  using model = createDenseModel('segmenter_vit_tiny', small);
  const report = loadWeights(model, weights);
  expect(report.adapted).toEqual(['encoder.pos_embed', 'encoder.patch_embed.proj.weight']);
  expect(report.missing.every((path) => path.startsWith('decoder.'))).toBe(true);
  expect(report.unexpected).toEqual(['head.weight', 'head.bias']);

  using empty = createDenseModel('segmenter_vit_tiny', { ...small, transformer: 'identity' });
  const left = loadWeights(empty, weights).unexpected;
  expect(left).toHaveLength(12 * 12 + 2);
  expect(left).toContain('blocks.0.attn.qkv.weight');
});

test("rstrudel's class embeddings load by their own name, and stay fresh for other classes", () => {
  manualSeed(0);
  using model = createDenseModel('segmenter_vit_tiny', small);
  const weights = file(model);
  const { data } = weights.get('decoder.cls_emb.weight')!;
  weights.delete('decoder.cls_emb.weight');
  weights.set('decoder.cls_emb', { dtype: 'f32', shape: [1, 2, 192], data });
  expect(loadWeights(model, weights).adapted).toEqual(['decoder.cls_emb.weight']);
  model.resetClassifier(1);
  const { missing, reasons } = loadWeights(model, weights);
  expect(missing).toEqual(['decoder.cls_emb.weight', 'decoder.mask_norm.weight', 'decoder.mask_norm.bias']);
  expect(reasons.get('decoder.cls_emb.weight')).toBe('the checkpoint has 2 classes, the model 1');
});
