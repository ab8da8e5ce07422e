import { expect, test } from 'vitest';
import { type HostArray, memory, noGrad, randn, scope } from '../../torch/index.ts';
import { createModel, densenet121, type ImageClassifier, loadWeights, smallCnn } from '../index.ts';

test('the small CNN takes images of any size and channels', () => {
  scope(() => {
    using model = smallCnn({ numClasses: 2, inChannels: 1 }).eval();
    expect(model.parameterCount()).toBe(293_970);
    for (const side of [
      [28, 28],
      [65, 90],
    ])
      expect(model.call(randn([1, 1, ...side])).shape).toEqual([1, 2]);
  });
});

/** Weights as a file would hold them. */
function saved(model: ImageClassifier, rename = (name: string) => name): Map<string, HostArray> {
  return new Map(Array.from(model.stateDict(), ([name, t]) => [rename(name), t.toHost()]));
}

test('a CheXNet-style checkpoint loads: wrapper, old names, sigmoid head, no counters', () => {
  const start = memory();
  const source = densenet121({ numClasses: 14 });
  const old = (name: string) =>
    `module.densenet121.${name.replace(/(denselayer\d+\.(?:norm|conv))([12])/, '$1.$2').replace('classifier.', 'classifier.0.')}`;
  const file = saved(source, old);
  for (const name of file.keys()) if (name.endsWith('num_batches_tracked')) file.delete(name);

  const same = densenet121({ numClasses: 14 });
  const full = loadWeights(same, file);
  expect(full).toMatchObject({ prefix: 'module.densenet121.', missing: [], unexpected: [], adapted: [] });
  expect(full.matched.length).toBe(606);
  expect(same.classifier.weight.equal(source.classifier.weight)).toBe(true);

  const grey = densenet121({ numClasses: 2, inChannels: 1 });
  const report = loadWeights(grey, file);
  expect(report.matched.length).toBe(603);
  expect(report.adapted).toEqual(['features.conv0.weight']);
  expect(report.missing).toEqual(['classifier.weight', 'classifier.bias']);
  expect(report.reasons.get('classifier.weight')).toBe('the checkpoint has 14 classes, the model 2');

  scope(() =>
    noGrad(() => {
      const x = randn([1, 1, 64, 64]);
      const features = grey.eval().forwardFeatures(x);
      const wanted = source.eval().forwardFeatures(x.repeat([1, 3, 1, 1]));
      expect(features.allclose(wanted, { rtol: 1e-3, atol: 1e-4 })).toBe(true);
    }),
  );
  for (const model of [source, same, grey]) model.dispose();
  expect(memory()).toEqual(start);
});

test('a grey checkpoint spreads over three channels, and a new head can be asked for', () => {
  scope(() => {
    using grey = smallCnn({ numClasses: 2, inChannels: 1 }).eval();
    using colour = smallCnn({ numClasses: 2 }).eval();
    const file = saved(grey, (name) => `model.${name}`);
    file.set('epoch', { dtype: 'i64', shape: [], data: new Uint8Array(8) });
    const report = loadWeights(colour, file);
    expect(report.adapted).toEqual(['features.stage1.conv1.weight']);
    expect(report.unexpected).toEqual(['epoch']);
    const x = randn([1, 1, 32, 32]);
    noGrad(() => expect(colour.call(x.repeat([1, 3, 1, 1])).allclose(grey.call(x), { atol: 1e-5 })).toBe(true));
    expect(loadWeights(colour, file, { newHead: true }).missing).toEqual(['classifier.weight', 'classifier.bias']);
  });
});

test('a checkpoint of another model is refused in one line, and changes nothing', () => {
  scope(() => {
    using cnn = smallCnn({ numClasses: 2 });
    using wide = createModel('small_cnn', { numClasses: 2 });
    const before = cnn.classifier.weight.toArray();
    const foreign = new Map([['backbone.conv1.kernel', wide.getClassifier().weight.toHost()]]);
    expect(() => loadWeights(cnn, foreign)).toThrow(
      'this is a checkpoint of another model than SmallCnn: none of its 1 tensors (backbone.conv1.kernel) fits',
    );
    const file = saved(wide);
    file.set('features.stage2.conv1.weight', wide.getClassifier().weight.toHost());
    expect(() => loadWeights(cnn, file)).toThrow(
      'another width or depth than this SmallCnn: features.stage2.conv1.weight is [2,128] and not [32,16,3,3]',
    );
    const part = new Map([...saved(wide)].slice(0, 6));
    expect(() => loadWeights(cnn, part)).toThrow('only 6 of its 6 tensors fit');
    expect(cnn.classifier.weight.toArray()).toEqual(before);
  });
});
