import { expect, test } from 'vitest';
import * as nn from '../../src/nn/index.ts';
import type { Tensor } from '../../src/torch/index.ts';
import { expectTensor, golden, objective, type Recorded, SPEC, specTensor, withoutLeaks } from './shared.ts';

interface Case {
  call: [name: string, args: string[], options: Record<string, unknown>];
  output: Recorded;
  gradients: (Recorded | null)[];
}

const cases = golden<Case[]>('losses.json');

test.each(cases)('$call.0 $call.1 $call.2', ({ call: [name, args, options], output, gradients }) => {
  withoutLeaks(() => {
    const leaves: Tensor[] = [];
    const convert = (value: unknown): unknown => {
      if (typeof value !== 'string' || !SPEC.test(value)) return value;
      const leaf = specTensor(value, leaves.length + 1);
      leaf.requiresGrad = value.startsWith('f');
      leaves.push(leaf);
      return leaf;
    };
    const given = args.map(convert) as [Tensor, Tensor];
    if (name !== 'crossEntropy' && name !== 'focalLoss' && given[1].dtype === 'i64')
      given[1] = given[1].to({ dtype: 'f32' });
    const loss = (nn as unknown as Record<string, (...args: unknown[]) => Tensor>)[name]!;
    const result = loss(...given, Object.fromEntries(Object.entries(options).map(([k, v]) => [k, convert(v)])));
    expectTensor(result, output, 'loss');
    objective([result])!.backward();
    for (const [i, leaf] of leaves.entries()) expectTensor(leaf.grad, gradients[i]!, `gradient ${i}`);
  });
});

test('the goldens hold the calls of losses.cases.json', () => {
  const given = golden<unknown[][]>('losses.cases.json').map(([name, args, options = {}]) => [name, args, options]);
  expect(cases.map((c) => c.call)).toEqual(given);
});
