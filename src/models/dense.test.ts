import { expect, test } from 'vitest';
import { expectDenseConformance } from '../../test/helpers/denseConformance.ts';
import type { HostArray } from '../torch/index.ts';
import {
  createDenseModel,
  createModel,
  DENSE_CATALOG,
  type DenseModelName,
  loadWeights,
  type TrainableModel,
} from './index.ts';

const names = Object.keys(DENSE_CATALOG) as DenseModelName[];

test.each(names)('%s keeps the promises of the registry', expectDenseConformance);

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
