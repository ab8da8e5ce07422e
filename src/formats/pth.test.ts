import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkpoints, expectedGoldens, golden, hasCheckpoints, leavesOf } from '../../test/golden/formats/testing.ts';
import { isHostArray } from './host-array.ts';
import { readTorchFile } from './pth.ts';
import { readWeights } from './weights.ts';

const goldens = expectedGoldens();
const files = ['zip.pt', 'zip_protocol4.pt', 'legacy.pt', 'tar.pt'];

test.each(files)('%s: every array is as PyTorch reads it, whatever its dtype, strides or shared storage', (name) => {
  expect(leavesOf(readTorchFile(join(golden, name)))).toEqual(goldens[name]);
});

test.each(files.slice(0, 3))('%s: plain values come as plain values', (name) => {
  const tree = readTorchFile(join(golden, name)) as Map<string, Map<unknown, unknown>>;
  expect(Object.fromEntries([...tree.get('scalars')!].map(([k, v]) => [String(k), v]))).toEqual({
    3: 'int key',
    epoch: 7,
    loss: 0.125,
    big: 2n ** 70n,
    negative: -(2 ** 40),
    none: null,
    yes: true,
    name: 'naïve ✓',
    bytes: new Uint8Array([0, 255]),
    np_float: 1.5,
    np_int: -3,
    np_half: 0.5,
    size: [2, 3],
    device: 'cpu',
  });
  expect(tree.get('scalars')!.get(3)).toBe('int key');
  expect([...tree.get('args')!]).toEqual([
    ['lr', 0.1],
    ['arch', 'resnet20'],
    ['sizes', [1, 2]],
  ]);
  expect([...tree.get('counts')!]).toEqual([['a', 1]]);
  expect(tree.get('classes')).toEqual(new Set(['kind']));
});

test('readWeights finds the state dict and keeps the rest as extra', () => {
  const weights = readWeights(join(golden, 'zip.pt'));
  expect(weights).toMatchObject({ format: 'torch-zip', foundUnder: 'state_dict', metadata: {} });
  expect(weights.tensors.size).toBe(10);
  expect(weights.extra.has('args')).toBe(true);
  expect(readWeights(join(golden, 'tar.pt'))).toMatchObject({ format: 'torch-tar', extra: new Map([['epoch', 3]]) });
});

interface Checkpoint {
  readonly count: number;
  readonly sha256: string;
  readonly last: string;
  readonly lastShape: number[];
}

describe.skipIf(!hasCheckpoints)('public checkpoints (absent here: ../shared/data/checkpoints)', () => {
  const known: Record<string, Checkpoint> = JSON.parse(readFileSync(join(golden, 'checkpoints.json'), 'utf8'));

  test.each(Object.keys(known))('%s: names, shapes and bytes are as PyTorch reads them', (name) => {
    const { tensors } = readWeights(join(checkpoints, name));
    const { count, sha256, last, lastShape } = known[name]!;
    const hash = createHash('sha256');
    for (const key of [...tensors.keys()].sort()) {
      const { shape, data } = tensors.get(key)!;
      hash.update(`${key} [${shape.join(' ')}] `).update(data);
    }
    expect(tensors.size).toBe(count);
    expect([...tensors.keys()].at(-1)).toBe(last);
    expect(tensors.get(last)!.shape).toEqual(lastShape);
    expect(hash.digest('hex')).toBe(sha256);
  });

  test('what lies beside the weights is kept', () => {
    const densenet = readWeights(join(checkpoints, 'densenet121_nih14_selftrained.legacy.pth.tar'));
    expect(densenet).toMatchObject({ format: 'torch-legacy', foundUnder: 'state_dict' });
    expect([...densenet.extra.keys()]).toEqual(['epoch', 'arch', 'best_auroc_mean']);
    expect([...densenet.tensors.values()].every(isHostArray)).toBe(true);
  });
});
