import { expect, test } from 'vitest';
import { memory, ones, scope, type Tensor, tensor, zeros } from './index.ts';

test('frees all but what it returns, at any depth', () => {
  const before = memory().tensors;
  const kept = scope(() => {
    const x = ones([3]);
    x.add(1);
    return { list: [x.mul(2)], map: new Map([['y', x.mul(3)]]), n: 1 };
  });
  expect(memory().tensors).toBe(before + 2);
  expect([...kept.map.get('y')!.toArray()]).toEqual([3, 3, 3]);
  kept.list[0]!.dispose();
  kept.map.get('y')!.dispose();
  expect(memory().tensors).toBe(before);
});

test('nested scopes pass their result outward', () => {
  const before = memory().tensors;
  scope(() => {
    const inner = scope(() => ones([2]).add(1));
    expect(memory().tensors).toBe(before + 1);
    expect(inner.sum().item()).toBe(4);
  });
  expect(memory().tensors).toBe(before);
});

test('frees when the body throws', () => {
  const before = memory().tensors;
  expect(() =>
    scope(() => {
      ones([2]);
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(memory().tensors).toBe(before);
});

test('a freed tensor throws an error that names it', () => {
  let escaped: Tensor | undefined;
  scope(() => {
    escaped = zeros([2, 5]);
    expect(escaped.shape).toEqual([2, 5]);
  });
  expect(() => escaped!.add(1)).toThrow('Tensor[2, 5] (freed) was freed');
  expect(escaped!.freed).toBe(true);
  escaped!.dispose(); // twice is harmless
});

test('keep() outlives the scope, using ends with the block', () => {
  const before = memory().tensors;
  const holder: Tensor[] = [];
  scope(() => {
    holder.push(ones([1]).keep());
  });
  expect(holder[0]!.item()).toBe(1);
  expect(memory().tensors).toBe(before + 1);
  {
    using x = tensor([1, 2]);
    expect(x.numel).toBe(2);
    expect(memory().tensors).toBe(before + 2);
  }
  holder[0]!.dispose();
  expect(memory().tensors).toBe(before);
});

test('asynchronous bodies are refused', () => {
  expect(() => scope(async () => ones([1]))).toThrow('synchronous');
});
