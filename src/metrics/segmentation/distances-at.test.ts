import { expect, test } from 'vitest';
import { squaredDistances } from './distance-transform.ts';
import { distancesAt } from './distances-at.ts';

const pattern = (n: number, share: number, seed: number) =>
  Uint8Array.from({ length: n }, (_, i) => Number((Math.imul(i + seed, 2654435761) >>> 0) / 2 ** 32 < share));

test.each([
  ['few pixels asked, few sites', 0.02, 0.01],
  ['few pixels asked, many sites', 0.02, 0.5],
  ['many pixels asked, few sites', 0.9, 0.01],
  ['many pixels asked, many sites', 0.9, 0.5],
])('distances at some pixels are those of the whole transform: %s', (_, asked, present) => {
  for (const shape of [
    [37, 29],
    [60, 5],
    [7, 11, 13],
  ]) {
    const n = shape.reduce((product, length) => product * length, 1);
    const spacing = [0.7, 1.3, 0.4].slice(0, shape.length);
    const [at, sites] = [pattern(n, asked, 1), pattern(n, present, 77)];
    const all = squaredDistances(sites, shape, spacing);
    const expected = [...at.keys()].filter((i) => at[i] === 1).map((i) => Math.sqrt(all[i]!));
    const found = distancesAt(at, { sites, shape, spacing });
    expect(found).toHaveLength(expected.length);
    for (const [i, d] of expected.entries()) expect(found[i]).toBeCloseTo(d, 12);
  }
});

test('without a site every distance is infinite', () => {
  const found = distancesAt(Uint8Array.of(1, 0, 1, 0), { sites: new Uint8Array(4), shape: [2, 2] });
  expect([...found]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
});
