import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';
import { byteLength, isHostArray } from '../../../src/formats/host-array.ts';
import { DTYPES, type DType, type HostArray } from '../../../src/torch/dtype.ts';

/** Helpers of the tests of src/formats. */
export const golden = import.meta.dirname;
export const checkpoints = resolve(import.meta.dirname, '../../../../shared/data/checkpoints');
export const hasCheckpoints = existsSync(checkpoints);

/** A folder of its own for one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fovea-formats-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The one line that a call fails with. */
export function failureOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the call did not fail');
}

/** An array as make_formats.py describes it. */
export function describeArray({ dtype, shape, data }: HostArray) {
  return { dtype, shape: [...shape], hex: Buffer.from(data).toString('hex') };
}

export type Described = ReturnType<typeof describeArray>;

export function expectedGoldens(): Record<string, Record<string, Described>> {
  return JSON.parse(readFileSync(join(golden, 'expected.json'), 'utf8'));
}

/** Arrays of a tree by path, as make_formats.py lists them. */
export function leavesOf(tree: unknown, path = ''): Record<string, Described> {
  if (isHostArray(tree)) return { [path]: describeArray(tree) };
  const items = tree instanceof Map ? [...tree] : Array.isArray(tree) ? [...tree.entries()] : [];
  return Object.assign({}, ...items.map(([key, value]) => leavesOf(value, `${path}/${key}`)));
}

/** Arrays of up to three short axes, empty ones among them. */
export function hostArrays(dtypes: readonly DType[] = Object.keys(DTYPES) as DType[]): fc.Arbitrary<HostArray> {
  return fc
    .tuple(fc.constantFrom(...dtypes), fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }))
    .chain(([dtype, shape]) => {
      const length = byteLength(dtype, shape);
      const bytes = fc.uint8Array({ minLength: length, maxLength: length });
      return bytes.map((data) => ({ dtype, shape, data: new Uint8Array(data) }));
    });
}
