import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { full, inferenceMode, scope } from './index.ts';

const MIB = 2 ** 20;

test('large blocks of ever other sizes take no more memory than were alive at once', () => {
  const before = residentBytes();
  // 33 sizes, two alive at a time: 3 GiB altogether if none were given back
  for (let mib = 16; mib <= 80; mib += 2) {
    scope(() => {
      const [a, b] = [full([(mib * MIB) / 4], 1, { dtype: 'f32' }), full([(mib * MIB) / 4], 2, { dtype: 'f32' })];
      expect([a.max().item(), b.min().item()]).toEqual([1, 2]);
    });
  }
  expect(residentBytes() - before).toBeLessThan(3 * 80 * MIB);
});

test('what training kept makes room for inference', () => {
  const blocks = (count: number, mib: number) =>
    scope(
      () =>
        void Array.from({ length: count }, () => full([(mib * MIB) / 4], 1, { dtype: 'f32' })).map((x) =>
          x.max().item(),
        ),
    );
  blocks(12, 24); // all alive at once
  const after = residentBytes();
  let most = 0;
  inferenceMode(() =>
    scope(() => {
      const alive = Array.from({ length: 12 }, () => full([(18 * MIB) / 4], 1, { dtype: 'f32' }));
      expect(alive.map((x) => x.max().item())).toEqual(alive.map(() => 1));
      most = residentBytes();
    }),
  );
  expect(most - after).toBeLessThan(64 * MIB); // an eighth of what was alive, and a little
});

test('inference takes the blocks of the pass before, whatever their sizes', () => {
  const pass = () => {
    // each is made from the one before, which is freed: 15 sizes, two alive at a time
    for (let mib = 1; mib <= 15; mib++) {
      scope(() => {
        const a = full([(mib * MIB) / 4], 1, { dtype: 'f32' });
        expect(a.add(1).max().item()).toBe(2);
      });
    }
  };
  // the least of several: the kernel takes pages back when it likes
  const faults = Array.from({ length: 8 }, () => {
    const before = process.resourceUsage().minorPageFault;
    inferenceMode(pass);
    return process.resourceUsage().minorPageFault - before;
  });
  expect(Math.min(...faults)).toBeLessThan(1000);
});

function residentBytes(): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
}
