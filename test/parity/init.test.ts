import { expect, test } from 'vitest';
import { init } from '../../src/nn/index.ts';
import { empty, manualSeed, type Tensor } from '../../src/torch/index.ts';
import { golden, relativeError, TOLERANCE, withoutLeaks } from './shared.ts';

const INITIALISERS: Record<string, (t: Tensor) => Tensor> = {
  kaimingUniform: (t) => init.kaimingUniform_(t, { slope: Math.sqrt(5) }),
  kaimingNormalFanOut: (t) => init.kaimingNormal_(t, { mode: 'fanOut', nonlinearity: 'relu' }),
  xavierUniform: (t) => init.xavierUniform_(t, { gain: init.gain('tanh') }),
  xavierNormal: (t) => init.xavierNormal_(t),
  truncatedNormal: (t) => init.truncatedNormal_(t, { std: 0.02 }),
  truncatedNormalCut: (t) => init.truncatedNormal_(t, { mean: 0.1, min: -0.5, max: 1 }),
};

const cases = golden<{ name: string; shape: number[]; values: number[]; norm: number }[]>('init.json');

test.each(cases)('$name draws what PyTorch draws from the same seed', ({ name, shape, values, norm }) => {
  withoutLeaks(() => {
    manualSeed(11);
    const drawn = INITIALISERS[name]!(empty(shape)).toArray();
    expect(
      relativeError(
        drawn.filter((_, i) => i % 7 === 0),
        values,
      ),
    ).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.hypot(...drawn)).toBeCloseTo(norm, 4);
  });
});
