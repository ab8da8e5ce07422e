import { expect, test } from 'vitest';
import { OPERATORS } from '../../codegen/operators.ts';
import * as torch from '../../src/torch/index.ts';
import { Tensor, tensor } from '../../src/torch/index.ts';
import { expectTensor, golden, objective, type Recorded, SPEC, specTensor, withoutLeaks } from './shared.ts';

type Call = [name: string, args: unknown[], options?: Record<string, unknown>, aten?: string];
interface Case {
  call: Call;
  outputs: Recorded[];
  gradients: (Recorded | null)[];
}

const cases = golden<Case[]>('operators.json');

type Typed = (...args: unknown[]) => unknown;

/** Calls the generated method or function that users call. */
function run([name, args, options]: Call): { outputs: Tensor[]; leaves: Tensor[] } {
  const leaves: Tensor[] = [];
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'string' || !SPEC.test(value)) return value;
    const leaf = specTensor(value, leaves.length + 1);
    leaf.requiresGrad = value.startsWith('f') && !name.startsWith('foreach');
    leaves.push(leaf);
    return leaf;
  };
  const given = args.map(convert);
  const entries = Object.entries(options ?? {}).map(([key, value]) => [key, convert(value)]);
  if (entries.length > 0) given.push(Object.fromEntries(entries));
  const inPlace = name.endsWith('_');
  if (inPlace && given[0] instanceof Tensor) given[0] = given[0].clone();

  const [self, ...rest] = given;
  const method = self instanceof Tensor ? (self as unknown as Record<string, Typed>)[name] : undefined;
  const found = method?.apply(self, rest) ?? (torch as unknown as Record<string, Typed>)[name]?.(...given);
  const result = inPlace ? self : typeof found === 'boolean' ? tensor(found) : found;
  return { outputs: (Array.isArray(result) ? result : [result]) as Tensor[], leaves };
}

test.each(cases)('$call.0 $call.1', ({ call, outputs, gradients }) => {
  withoutLeaks(() => {
    const got = run(call);
    expect(got.outputs.length).toBe(outputs.length);
    for (const [i, output] of got.outputs.entries()) expectTensor(output, outputs[i]!, `output ${i}`);
    objective(got.outputs)?.backward();
    for (const [i, leaf] of got.leaves.entries()) expectTensor(leaf.grad, gradients[i]!, `gradient ${i}`);
  });
});

test('the goldens hold the calls of operators.cases.json', () => {
  expect(cases.map((c) => c.call)).toEqual(golden('operators.cases.json'));
});

/** Random, uninitialised, or not in the libtorch that made the goldens; tested elsewhere or untestable. */
const WITHOUT = new Set(
  'empty emptyLike rand randn randint randperm randLike randnLike uniform_ normal_ bernoulli bernoulli_ multinomial erfinv_ scaledDotProductAttention'.split(
    ' ',
  ),
);

test('every operator of the table has a case', () => {
  const covered = new Set(cases.map((c) => c.call[0]));
  const names = OPERATORS.flatMap((group) => group.operators.map((o) => o.name));
  expect(names.filter((name) => !covered.has(name) && !WITHOUT.has(name))).toEqual([]);
});
