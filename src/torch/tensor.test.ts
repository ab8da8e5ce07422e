import { expect, test } from 'vitest';
import {
  callByName,
  cat,
  conv2d,
  full,
  grad,
  memory,
  noGrad,
  scope,
  stack,
  type Tensor,
  tensor,
  zeros,
} from './index.ts';

test('data goes in and out of every dtype', () => {
  scope(() => {
    for (const dtype of ['f32', 'f64', 'bf16', 'f16', 'i64', 'i32', 'u8'] as const) {
      const x = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { dtype },
      );
      expect(x.dtype).toBe(dtype);
      expect(x.shape).toEqual([2, 3]);
      expect([...x.toArray()]).toEqual([1, 2, 3, 4, 5, 6]);
    }
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(tensor(new Uint8Array([7, 8]), { shape: [2, 1] }).shape).toEqual([2, 1]);
    expect(() => tensor([[1, 2], [3]])).toThrow('rows of one length');
  });
});

test('operators broadcast, take numbers, and keep integer dtypes', () => {
  scope(() => {
    const x = tensor([1, 2, 3], { dtype: 'i64' });
    expect(x.add(2).dtype).toBe('i64');
    expect([...x.add(x, { alpha: 10 }).toArray()]).toEqual([11, 22, 33]);
    expect([...x.mul(0.5).toArray()]).toEqual([0.5, 1, 1.5]);
    expect([...cat([x, x]).toArray()]).toEqual([1, 2, 3, 1, 2, 3]);
    expect(stack([x, x], { dim: 1 }).shape).toEqual([3, 2]);
    const [values, indices] = tensor([3, 9, 4]).topk(2);
    expect([...values.toArray(), ...indices.toArray()]).toEqual([9, 4, 1, 2]);
    expect(tensor([1, 2]).sum().item()).toBe(3);
    expect(zeros([2, 3]).mean({ dim: 1 }).shape).toEqual([2]);
  });
});

test('in-place operators return the tensor itself', () => {
  scope(() => {
    const x = zeros([2]);
    expect(x.add_(1)).toBe(x);
    expect([...x.toArray()]).toEqual([1, 1]);
  });
});

test('backward leaves gradients in the leaves, and grad() leaves none', () => {
  scope(() => {
    const x = tensor([2, 3], { requiresGrad: true });
    x.mul(x).sum().backward();
    expect([...x.grad!.toArray()]).toEqual([4, 6]);
    x.grad = null;
    const y = x.pow(3).sum();
    const [first] = grad([y], [x], { createGraph: true });
    const [second] = grad([first!.sum()], [x]);
    expect([...second!.toArray()]).toEqual([12, 18]);
    expect(x.grad).toBeNull();
    expect(noGrad(() => x.mul(2)).requiresGrad).toBe(false);
    const [unused] = grad([x.sum()], [tensor([1], { requiresGrad: true })]);
    expect(unused).toBeNull();
  });
});

test('an inner activation keeps its gradient when asked', () => {
  scope(() => {
    const x = tensor([1, 2], { requiresGrad: true });
    const inner = x.mul(3).retainGrad();
    inner.mul(inner).sum().backward();
    expect([...inner.grad!.toArray()]).toEqual([6, 12]);
  });
});

test('errors name the operator, the shapes and the reason in one line', () => {
  scope(() => {
    expect(() => zeros([2, 3]).matmul(zeros([2, 3]))).toThrow(
      /^aten::matmul\(self f32\[2, 3\], other f32\[2, 3\]\): (mm: )?mat1 and mat2 shapes cannot be multiplied \(2x3 and 2x3\)$/,
    );
    expect(() => conv2d(zeros([1, 3, 4, 4]), zeros([2, 4, 3, 3]))).toThrow(/aten::conv2d.*weight.*\[2, 4, 3, 3\]/);
    expect(() => zeros([2]).backward()).toThrow(/backward of f32\[2\]/);
    expect(() => callByName('no_such_operator', '', [])).toThrow(
      'this libtorch has no operator aten::no_such_operator',
    );
  });
});

test('any operator can be called by name, tensors and numbers told apart', () => {
  scope(() => {
    const [sign, logdet] = callByName('linalg_slogdet', '', [
      tensor([
        [2, 0],
        [0, 3],
      ]),
    ]) as Tensor[];
    expect(sign!.item()).toBe(1);
    expect(logdet!.item()).toBeCloseTo(Math.log(6), 6);
    expect(callByName('size', 'int', [zeros([4, 5]), 1])).toBe(5);
  });
});

test('channels-last shows in the strides, not in the elements', () => {
  scope(() => {
    const x = full([1, 2, 2, 2], 1).to({ memoryFormat: 'channelsLast' });
    expect(x.shape).toEqual([1, 2, 2, 2]);
    expect(x.strides).toEqual([8, 1, 4, 2]);
  });
});

test('nothing is left behind', () => {
  const before = memory();
  scope(() => {
    const w = tensor([1, 2], { requiresGrad: true });
    w.mul(w).sum().backward();
    return w.grad!.toArray();
  });
  expect(memory()).toEqual(before);
});
