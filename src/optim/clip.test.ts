import { expect, test } from 'vitest';
import { memory, scope, tensor } from '../torch/index.ts';
import { clipGradNorm, clipGradValue, gradNorm } from './clip.ts';

/** Parameters with gradients [3] and [4, 12], whose common norm is 13, and one without. */
function parameters() {
  const make = (gradient: number[] | null) => {
    const p = tensor(new Float32Array(gradient?.length ?? 1), { requiresGrad: true });
    if (gradient !== null) p.grad = tensor(gradient);
    return p;
  };
  return [make([3]), make(null), make([4, 12])];
}

test('the norm is that of all gradients together; a smaller one is left as it is', () => {
  const before = memory().tensors;
  scope(() => {
    const ps = parameters();
    expect(gradNorm(ps)).toBe(13);
    expect(clipGradNorm(ps, 13.1)).toBe(13);
    expect([...ps[2]!.grad!.toArray()]).toEqual([4, 12]);
    expect(clipGradNorm(ps, 1.3)).toBe(13);
    expect(gradNorm(ps)).toBeCloseTo(1.3, 5);
    expect(ps[1]!.grad).toBeNull();
    expect(gradNorm([ps[1]!])).toBe(0);
  });
  expect(memory().tensors).toBe(before);
});

test('clamps values', () => {
  scope(() => {
    const ps = parameters();
    clipGradValue(ps, 3.5);
    expect(ps.map((p) => p.grad && [...p.grad.toArray()])).toEqual([[3], null, [3.5, 3.5]]);
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a gradient of %d is refused, and the gradients are left alone',
  (bad) => {
    scope(() => {
      const ps = parameters();
      ps[0]!.grad = tensor([bad]);
      expect(() => clipGradNorm(ps, 1)).toThrow(`the norm of the gradients is ${bad}`);
      expect([...ps[2]!.grad!.toArray()]).toEqual([4, 12]);
      expect(() => clipGradNorm(ps, 0)).toThrow('a norm above 0');
    });
  },
);
