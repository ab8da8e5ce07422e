import { describe, expect, test } from 'vitest';
import { explain, type MethodName } from '../../src/explain/index.ts';
import { createModel, type ImageClassifier } from '../../src/models/index.ts';
import { fill } from '../helpers/vitParity.ts';
import { golden, relativeError, specTensor, withoutLeaks } from './shared.ts';

interface Golden {
  targets: number[];
  cases: { name: string; size: number; input: string; maps: Partial<Record<MethodName, number[]>> }[];
}

const { targets, cases } = golden<Golden>('explain.json');

/** In f64, since the maps have kinks where a gradient is near 0. */
describe.each(cases)('$name explains as its PyTorch twin', ({ name, size, input, maps }) => {
  test.each(Object.entries(maps) as [MethodName, number[]][])('%s', (method, expected) => {
    withoutLeaks(() => {
      using model: ImageClassifier = createModel(name, { numClasses: 3, imageSize: size });
      fill(model);
      model.to({ dtype: 'f64' }).freeze();
      const map = explain(model, specTensor(input, 1).to({ dtype: 'f64' }), { method, target: targets });
      expect(map.shape[0]).toBe(2);
      expect(relativeError(map.toArray(), expected)).toBeLessThan(1e-7);
      expect(model.training).toBe(true);
      expect(map.requiresGrad).toBe(false);
    });
  });
});
