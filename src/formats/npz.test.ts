import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checkpoints,
  describeArray,
  expectedGoldens,
  failureOf,
  golden,
  hasCheckpoints,
  hostArrays,
  temporaryFolder,
} from '../../test/golden/formats/testing.ts';
import type { DType } from '../torch/dtype.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readNpz, writeNpz } from './npz.ts';

const goldens = expectedGoldens();
const numpyTypes: DType[] = ['bool', 'u8', 'i8', 'i16', 'i32', 'i64', 'f16', 'f32', 'f64'];

test.each(['stored.npz', 'deflated.npz'])('%s is read as NumPy does', (name) => {
  const arrays = [...readNpz(join(golden, name))].map(([key, array]) => [key, describeArray(array)]);
  expect(Object.fromEntries(arrays)).toEqual(goldens[name]);
});

test.each([1, 2, 3])('.npy version %i, Fortran order and big-endian, is read as NumPy does', (version) => {
  const name = `fortran_big_v${version}.npy`;
  expect(describeArray(readNpy(join(golden, name)))).toEqual(goldens[name]!['']);
});

test('what is written comes back, plain and compressed', () => {
  const folder = temporaryFolder();
  const named = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z0-9_]{1,8}$/), hostArrays(numpyTypes)), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(named, fc.boolean(), (arrays, compress) => {
      writeNpz(join(folder, 'x.npz'), arrays, { compress });
      expect([...readNpz(join(folder, 'x.npz'))]).toEqual(arrays);
      writeNpy(join(folder, 'x.npy'), arrays[0]![1]);
      expect(readNpy(join(folder, 'x.npy'))).toEqual(arrays[0]![1]);
    }),
    { numRuns: 40 },
  );
});

test('Python objects, bfloat16 and names twice are refused', () => {
  const path = join(temporaryFolder(), 'x.npz');
  expect(failureOf(() => readNpy(join(golden, 'objects.npy')))).toMatch(
    /pickled Python objects, which are never executed/,
  );
  const bf16 = { dtype: 'bf16', shape: [1], data: new Uint8Array(2) } as const;
  expect(failureOf(() => writeNpz(path, [['a', bf16]]))).toMatch(/a: cannot write: NumPy has no bf16; cast it to f32/);
  const u8 = { dtype: 'u8', shape: [1], data: new Uint8Array(1) } as const;
  const twice = [['a', u8], ['a', u8]] as const; // biome-ignore format: one line
  expect(failureOf(() => writeNpz(path, twice))).toMatch(/two arrays are named a/);
});

test.skipIf(!hasCheckpoints)('PneumoniaMNIST (absent here: ../shared/data) has the sizes its README states', () => {
  const arrays = readNpz(join(checkpoints, '../pneumoniamnist_28.npz'));
  const rows = (name: string) => arrays.get(name)!.shape[0];
  expect([rows('train_images'), rows('val_images'), rows('test_images')]).toEqual([4708, 524, 312]);
  expect(arrays.get('train_labels')!.data.length).toBeGreaterThanOrEqual(4708);
});
