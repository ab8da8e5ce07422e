import { expect, test } from 'vitest';
import { native } from '../src/torch/native.ts';
import { OPERATORS } from './operators.ts';
import { parseSchema } from './schema.ts';

/** In libtorch 2 and newer only; everything else must exist in 1.13. */
const NEWER = new Set(['scaled_dot_product_attention']);

test('every schema of the table is one of the libtorch found: same arguments, in the same order', () => {
  const wrong: string[] = [];
  for (const text of OPERATORS.flatMap((g) => g.operators).flatMap((o) => o.schemas)) {
    const schema = parseSchema(text);
    const found = native.schema(`aten::${schema.name}`, schema.overload);
    if (found === null) {
      if (!NEWER.has(schema.name)) wrong.push(`${text}: not there`);
      continue;
    }
    const names = parseSchema(found.slice('aten::'.length)).args.map((a) => a.name);
    // later releases append arguments with defaults; they never reorder
    if (schema.args.some((a, i) => names[i] !== a.name)) wrong.push(`${text}: found ${found}`);
  }
  expect(wrong).toEqual([]);
});

test('a schema is read with its lists, options and defaults', () => {
  const { args, returns } = parseSchema(
    'f.x(Tensor(a!) self, int[2]? dim=None, *, Tensor?[] indices, float p=0.5) -> (Tensor, Tensor[])',
  );
  expect(args.map((a) => [a.name, a.type, a.list, a.optional, a.hasDefault, a.keywordOnly])).toEqual([
    ['self', 'Tensor', false, false, false, false],
    ['dim', 'int', true, true, true, false],
    ['indices', 'Tensor', true, false, false, true],
    ['p', 'float', false, false, true, true],
  ]);
  expect(returns).toEqual(['Tensor', 'Tensor[]']);
});
