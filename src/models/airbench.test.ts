import { expect, test } from 'vitest';
import { crossEntropy } from '../nn/index.ts';
import { manualSeed, noGrad, randn, scope, tensor } from '../torch/index.ts';
import { airbenchCifar } from './airbench.ts';

test('after initialiseWhitening the first convolution gives uncorrelated channels of variance 1, and their negatives', () => {
  manualSeed(0);
  scope(() => {
    using model = airbenchCifar({ numClasses: 10 });
    // Correlated channels and pixels, as in photographs.
    const noise = randn([64, 3, 17, 17]);
    const grey = noise.mean({ dim: [1], keepdim: true });
    const smooth = noise.mul(0.3).add(grey).avgPool2d(2, { stride: 1 });
    model.initialiseWhitening(smooth, 0);
    const out = noGrad(() => model.whiten.call(smooth));
    expect(out.shape).toEqual([64, 24, 15, 15]);
    const rows = out.transpose(0, 1).flatten({ startDim: 1 });
    const half = rows.narrow(0, 0, 12);
    const covariance = half.matmul(half.t()).div(half.size(1)).toArray();
    for (const [i, v] of covariance.entries()) expect(v).toBeCloseTo(i % 13 === 0 ? 1 : 0, 2);
    expect(rows.narrow(0, 12, 12).allclose(half.neg(), { atol: 1e-5 })).toBe(true);
  });
});

test('the whitening and the scales of the norms are not learnt; new convolutions pass their input through', () => {
  manualSeed(0);
  scope(() => {
    using model = airbenchCifar({ numClasses: 10 });
    crossEntropy(model.call(randn([2, 3, 32, 32])), tensor([1, 2], { dtype: 'i64' })).backward();
    const still = [...model.namedParameters()].filter(([, p]) => p.grad === null).map(([name]) => name);
    const scales = [1, 2, 3].flatMap((g) => [`group${g}.norm1.weight`, `group${g}.norm2.weight`]);
    expect(still.sort()).toEqual([...scales, 'whiten.weight'].sort());
    const x = randn([1, 24, 8, 8]);
    expect(model.group1.conv1.call(x).narrow(1, 0, 24).equal(x)).toBe(true);
  });
});
