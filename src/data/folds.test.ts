import { expect, test } from 'vitest';
import type { Dataset, Sample } from './dataset.ts';
import { foldsByPatient } from './folds.ts';

const samples = Array.from({ length: 40 }, (_, i): Sample => {
  const patient = Math.floor(i / 2); // two films each, one patient in four has the finding
  const place = { imagePath: `${i}.png`, file: `/${i}.png`, patientId: `p${patient}` };
  return { ...place, label: Number(patient % 4 === 0), split: 'train', attributes: {}, row: i };
});
const dataset: Dataset = {
  ...{ name: 'made', layout: 'manifest', root: '/', classes: ['no', 'yes'], hash: '', warnings: [], skipped: [] },
  samples,
};

test('every image is tested once, patients and the finding are kept together and apart', () => {
  const folds = foldsByPatient(dataset, { folds: 5, seed: 3 });
  expect(folds).toHaveLength(5);
  const tested = folds.flatMap((f) => f.assignments.filter((a) => a.split === 'test'));
  expect(tested.map((a) => a.imagePath).sort()).toEqual(samples.map((s) => s.imagePath).sort());
  for (const { assignments, counts } of folds) {
    const splits = new Map<string, Set<string>>();
    for (const { patientId, split } of assignments)
      splits.set(patientId, (splits.get(patientId) ?? new Set()).add(split));
    expect([...splits.values()].every((own) => own.size === 1)).toBe(true);
    expect(counts.test.classes.yes).toBe(2);
    expect(counts.val.patients).toBeGreaterThan(1);
  }
});

test('of the seed alone', () => {
  const hashes = (seed: number) => foldsByPatient(dataset, { folds: 4, seed }).map((f) => f.hash);
  expect(hashes(1)).toEqual(hashes(1));
  expect(hashes(1)).not.toEqual(hashes(2));
});

test('more folds than patients can fill are refused', () => {
  expect(() => foldsByPatient(dataset, { folds: 11, seed: 0 })).toThrow(/11 folds of 20 patients; take 2 to 10/);
});
