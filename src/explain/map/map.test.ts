import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { principalComponents, umap } from '../index.ts';

interface Golden {
  columns: number;
  features: number[];
  labels: number[];
  pca: { scores: number[]; explained: number[] };
}

const goldens: Golden[] = JSON.parse(
  readFileSync(new URL('../../../test/golden/stats/probe.json', import.meta.url), 'utf8'),
);

test.each(goldens)(
  'principal components as scikit-learn has them, but for the sign',
  ({ columns, features, labels, pca }) => {
    const found = principalComponents({ rows: labels.length, columns, data: Float64Array.from(features) });
    for (const component of [0, 1]) {
      const of = (flat: ArrayLike<number>) => labels.map((_, i) => flat[2 * i + component]!);
      const [own, wanted] = [of(found.scores), of(pca.scores)];
      const sign = Math.sign(own[0]! * wanted[0]!);
      const size = Math.max(...wanted.map(Math.abs));
      expect(Math.max(...own.map((v, i) => Math.abs(v - sign * wanted[i]!))) / size).toBeLessThan(1e-8);
      expect(found.explained[component]).toBeCloseTo(pca.explained[component]!, 8);
    }
  },
);

test('a UMAP keeps two groups apart, and is the same for the same seed', () => {
  const data = Float64Array.from({ length: 40 * 4 }, (_, i) => {
    const [row, column] = [Math.floor(i / 4), i % 4];
    return (row % 2 === column % 2 ? 5 : 0) + Math.sin(7 * i);
  });
  const features = { rows: 40, columns: 4, data };
  const map = umap(features, { seed: 3, neighbours: 8 });
  expect(umap(features, { seed: 3, neighbours: 8 })).toEqual(map);
  expect(umap(features, { seed: 4, neighbours: 8 })).not.toEqual(map);
  const apart = (a: number, b: number) => Math.hypot(map[2 * a]! - map[2 * b]!, map[2 * a + 1]! - map[2 * b + 1]!);
  const nearest = (a: number) =>
    [...Array(40).keys()].filter((b) => b !== a).sort((b, c) => apart(a, b) - apart(a, c))[0]!;
  expect([...Array(40).keys()].filter((a) => nearest(a) % 2 !== a % 2)).toEqual([]);
});
