import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataFolder } from '../../test/helpers/dataFolder.ts';
import {
  applySplit,
  type Dataset,
  openDataset,
  readSplit,
  type Sample,
  type Split,
  splitByPatient,
  writeSplit,
} from './index.ts';

type Row = readonly [patient: string | undefined, label: number, split?: Split];

/** A data set of these rows, image i called `i.png`. */
function dataset(rows: readonly Row[], classes = ['no', 'yes']): Dataset {
  const samples = rows.map(([patientId, label, split], i): Sample => {
    const imagePath = `${i}.png`;
    return {
      imagePath,
      file: `/${i}.png`,
      label,
      row: i + 2,
      attributes: {},
      ...(patientId && { patientId }),
      ...(split && { split }),
    };
  });
  return { name: 'set', layout: 'manifest', root: '/', classes, samples, hash: '', warnings: [], skipped: [] };
}

/** `n` patients of two images each; every fifth has the finding in the second. */
const cohort = (n: number) =>
  Array.from({ length: n }, (_, p): Row[] => [
    [`p${p}`, 0],
    [`p${p}`, p % 5 === 0 ? 1 : 0],
  ]).flat();

const splitsOf = (d: Dataset, options: Partial<Parameters<typeof splitByPatient>[1]> = {}) =>
  splitByPatient(d, { seed: 1, ...options }).assignments.map((a) => a.split);

describe('splitByPatient', () => {
  test('shares patients out as asked, each finding in proportion, nobody twice', () => {
    const record = splitByPatient(dataset(cohort(100)), { seed: 1 });
    expect(record.counts).toEqual({
      train: { patients: 70, images: 140, classes: { no: 126, yes: 14 } },
      val: { patients: 10, images: 20, classes: { no: 18, yes: 2 } },
      test: { patients: 20, images: 40, classes: { no: 36, yes: 4 } },
    });
    expect(record.warnings).toEqual([]);
  });

  test('for any cohort: no patient in two splits, every image in one, the same again for the same seed', () => {
    const patients = fc.array(
      fc.record({ images: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 4 }) }),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(patients, fc.integer(), (cohort, seed) => {
        const d = dataset(
          cohort.flatMap(({ images }, p) => images.map((label): Row => [`p${p}`, label])),
          ['a', 'b', 'c'],
        );
        const record = splitByPatient(d, { seed, onProblem: 'warn' });
        expect(record.assignments.map((a) => a.imagePath)).toEqual(d.samples.map((s) => s.imagePath));
        const homes = new Map<string, Set<string>>();
        for (const a of record.assignments) homes.set(a.patientId, (homes.get(a.patientId) ?? new Set()).add(a.split));
        expect([...homes.values()].every((h) => h.size === 1)).toBe(true);
        expect(splitByPatient(d, { seed, onProblem: 'warn' }).hash).toBe(record.hash);
      }),
      { numRuns: 60 },
    );
  });

  test('the seed decides; the order of rows does not', () => {
    const rows = cohort(40);
    const bySeed = (seed: number) => splitByPatient(dataset(rows), { seed }).hash;
    expect(bySeed(1)).toBe(bySeed(1));
    expect(bySeed(1)).not.toBe(bySeed(2));
    const home = (d: Dataset) => new Map(splitByPatient(d, { seed: 1 }).assignments.map((a) => [a.patientId, a.split]));
    const straight = home(dataset(rows));
    for (const [patient, split] of home(dataset([...rows].reverse()))) expect(straight.get(patient)).toBe(split);
  });

  test('given splits are kept; a missing validation split comes from the patients of train', () => {
    const rows = cohort(60).map(([p, label], i): Row => [p, label, i < 80 ? 'train' : 'test']);
    const { assignments, counts } = splitByPatient(dataset(rows), { seed: 1 });
    expect(assignments.slice(80).every((a) => a.split === 'test')).toBe(true);
    expect(counts.val).toMatchObject({ patients: 5, images: 10 }); // 40 × 0.1 / 0.8
    expect(counts.train.patients).toBe(35);
  });

  test('complete given splits stay as they are', () => {
    const given = cohort(30).map(([p, label], i): Row => [p, label, i < 20 ? 'train' : i < 40 ? 'val' : 'test']);
    expect(splitsOf(dataset(given))).toEqual(given.map((r) => r[2]));
  });

  test('a row without a split follows its patient, else it is train', () => {
    const rows = cohort(30).map(([p, label], i): Row => [p, label, i < 20 ? 'train' : i < 40 ? 'val' : 'test']);
    const { assignments, warnings } = splitByPatient(dataset([...rows, ['p29', 0], ['new', 0]]), { seed: 1 });
    expect(assignments.slice(-2).map((a) => a.split)).toEqual(['test', 'train']);
    expect(warnings).toEqual(['1 patients have no split and are taken as train']);
  });

  test('unknown patients: by image, and it says so', () => {
    const rows = Array.from({ length: 50 }, (_, i): Row => [undefined, i % 2]);
    const { counts, warnings } = splitByPatient(dataset(rows), { seed: 1 });
    expect([counts.train.images, counts.val.images, counts.test.images]).toEqual([36, 4, 10]);
    expect(warnings).toEqual(['patients are unknown: split by image, so images of one patient may be on both sides']);
  });

  test('a leak in the given splits is an error that names the patient, or a warning', () => {
    const rows = cohort(30).map(([p, label], i): Row => [p, label, i < 21 ? 'train' : i < 40 ? 'val' : 'test']);
    const reason = 'patient p10 is in both train and val (row 23, 21.png): a leak; keep each patient in one';
    expect(() => splitByPatient(dataset(rows), { seed: 1 })).toThrow(`set: ${reason}`);
    const record = splitByPatient(dataset(rows), { seed: 1, onProblem: 'warn' });
    expect(record.warnings).toEqual([reason]);
    expect(record.assignments.map((a) => a.split)).toEqual(rows.map((r) => r[2]));
  });

  test('an empty split and a split of one class are errors', () => {
    expect(() =>
      splitsOf(
        dataset([
          ['a', 0],
          ['b', 1],
        ]),
      ),
    ).toThrow('val is empty: 2 patients are too few');
    const rows = cohort(30).map(([p], i): Row => [p, i < 20 ? i % 2 : 0, i < 20 ? 'train' : i < 40 ? 'val' : 'test']);
    expect(() => splitsOf(dataset(rows))).toThrow(
      "val has one class only, 'no' (20 images); nothing can be measured on it",
    );
  });

  test('a split that is not wanted is not made; nonsense fractions are refused', () => {
    const { counts } = splitByPatient(dataset(cohort(40)), { seed: 1, fractions: { train: 0.75, val: 0.25, test: 0 } });
    expect([counts.train.patients, counts.val.patients, counts.test.patients]).toEqual([30, 10, 0]);
    expect(() => splitsOf(dataset(cohort(9)), { fractions: { train: 0, val: 1, test: 1 } })).toThrow(
      'train: must be more than 0',
    );
    expect(() => splitsOf(dataset(cohort(9)), { fractions: { train: 1, val: Number.NaN, test: 1 } })).toThrow(
      'val: NaN',
    );
  });
});

test('a split written and read back is the same record', () => {
  const record = splitByPatient(dataset(cohort(20).map(([p, l], i): Row => [i < 4 ? `"p", ${p}` : p, l])), { seed: 1 });
  const file = join(dataFolder(), 'split.csv');
  writeSplit(file, record);
  expect(readSplit(file, ['no', 'yes'])).toEqual(record);
  expect(readFileSync(file, 'utf8')).toMatch(/^image_path,patient_id,label,split\n0\.png,/);
});

test('a recorded split applies to the same data only', () => {
  const d = dataset(cohort(20));
  const record = splitByPatient(d, { seed: 1 });
  expect(applySplit(d, record).samples.map((s) => s.split)).toEqual(record.assignments.map((a) => a.split));
  expect(() => applySplit(dataset(cohort(21)), record)).toThrow('40.png: not in the recorded split');
  expect(() => applySplit(dataset(cohort(21)), record)).toThrow(/new since$/);
  expect(() => applySplit(dataset(cohort(21)), record, false)).toThrow(/new since; --skip-bad leaves such images out$/);
  expect(applySplit(dataset(cohort(21)), record, true).samples).toHaveLength(record.assignments.length);
});

test('a damaged split file names its line', () => {
  const root = dataFolder({ 'split.csv': 'image_path,patient_id,label,split\na.png,,x,train\nb.png,,x,tra\n' });
  expect(() => readSplit(join(root, 'split.csv'))).toThrow("split.csv:3: unknown split 'tra'");
});

const shared = resolve(import.meta.dirname, '../../../shared/data/nih_cxr320');
test.skipIf(!existsSync(shared))(
  'nih_cxr320 split anew: positives in proportion (skipped where ../shared/data is absent)',
  () => {
    const given = openDataset(shared, { label: 'pneumothorax' });
    const samples = given.samples.map(({ split: _, ...s }) => s);
    const { counts } = splitByPatient({ ...given, samples }, { seed: 1 });
    const positives = [counts.train, counts.val, counts.test].map((c) => c.classes.pneumothorax!);
    expect(positives.reduce((a, b) => a + b)).toBe(40);
    for (const [i, share] of [0.7, 0.1, 0.2].entries()) expect(Math.abs(positives[i]! / 40 - share)).toBeLessThan(0.1);
  },
);
