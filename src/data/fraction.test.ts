import { expect, test } from 'vitest';
import type { Dataset, Sample } from './dataset.ts';
import { takeFraction } from './fraction.ts';

const samples = Array.from(
  { length: 240 },
  (_, i): Sample => ({
    imagePath: `${i}.png`,
    file: `/${i}.png`,
    label: i % 10 < 3 ? 1 : 0,
    patientId: `p${i >> 1}`,
    split: i < 200 ? 'train' : i < 220 ? 'val' : 'test',
    attributes: {},
    row: i,
  }),
);
const dataset = {
  name: 'd',
  layout: 'manifest',
  root: '/',
  classes: ['0', '1'],
  samples,
  hash: '',
  warnings: [],
  skipped: [],
} as Dataset;
const trained = (fraction: number, seed = 0) =>
  new Set(
    takeFraction(dataset, fraction, seed)
      .samples.filter((s) => s.split === 'train')
      .map((s) => s.patientId),
  );

test('shares of the training patients are nested, whole and stratified; validation and test are untouched', () => {
  const [small, middle] = [trained(0.1), trained(0.3)];
  expect([small.size, middle.size, trained(1).size]).toEqual([10, 30, 100]);
  for (const patient of small) expect(middle.has(patient)).toBe(true);
  const part = takeFraction(dataset, 0.1, 0).samples;
  expect(part.filter((s) => s.split !== 'train')).toHaveLength(40);
  for (const patient of small) expect(part.filter((s) => s.patientId === patient)).toHaveLength(2);
  expect(part.filter((s) => s.split === 'train' && s.label === 1).length).toBeGreaterThan(0);
  expect([...trained(0.1, 1)]).not.toEqual([...small]);
});
