import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../formats/index.ts';
import { decodeImage } from '../../image/index.ts';
import { SPLITS } from '../dataset.ts';
import { openDataset } from '../open.ts';
import { type PlannedFilm, planPhantom } from './plan.ts';
import { writePhantomDataset } from './write.ts';

const share = (films: readonly PlannedFilm[], which: (f: PlannedFilm) => boolean) =>
  films.filter(which).length / films.length;

function phi(films: readonly PlannedFilm[]) {
  const given = (sick: boolean) =>
    share(
      films.filter((f) => f.pneumothorax === sick),
      (f) => f.tube,
    );
  return given(true) - given(false);
}

describe('the plan', () => {
  test('count, prevalence, and splits of 60/15/25 % by patient, stratified', () => {
    const plan = planPhantom({ seed: 1, count: 400, prevalence: 0.3 });
    expect(plan).toHaveLength(400);
    expect(share(plan, (f) => f.pneumothorax)).toBeCloseTo(0.3, 2);
    const home = new Map<number, string>();
    for (const { patient, split } of plan)
      expect(home.set(patient, home.get(patient) ?? split).get(patient)).toBe(split);
    for (const [k, want] of [0.6, 0.15, 0.25].entries()) {
      const part = plan.filter((f) => f.split === SPLITS[k]);
      expect(Math.abs(part.length / 400 - want)).toBeLessThan(0.05);
      expect(Math.abs(share(part, (f) => f.pneumothorax) - 0.3)).toBeLessThan(0.08);
    }
  });

  test('eight patients fill every split with both classes', () => {
    const plan = planPhantom({ seed: 2, patients: 8, prevalence: 0.5 });
    for (const split of SPLITS)
      expect(new Set(plan.filter((f) => f.split === split).map((f) => f.pneumothorax)).size).toBe(2);
  });

  test('the tube keeps to its correlation with the label, split by split', () => {
    expect(planPhantom({ seed: 3, count: 60 }).some((f) => f.tube)).toBe(false);
    for (const wanted of [0, 0.5, 1]) {
      const plan = planPhantom({ seed: 3, count: 400, tubeCorrelation: wanted });
      for (const split of SPLITS)
        expect(Math.abs(phi(plan.filter((f) => f.split === split)) - wanted)).toBeLessThan(0.06);
    }
    const shortcut = planPhantom({ seed: 3, count: 400, tubeCorrelation: { train: 0.9, val: 0.9, test: 0 } });
    expect(phi(shortcut.filter((f) => f.split === 'train'))).toBeGreaterThan(0.85);
    expect(Math.abs(phi(shortcut.filter((f) => f.split === 'test')))).toBeLessThan(0.06);
  });

  test('shares outside 0…1 and counts that are none are refused', () => {
    expect(() => planPhantom({ seed: 1, prevalence: 1.5 })).toThrow(/prevalence 1.5/);
    expect(() => planPhantom({ seed: 1, count: 0 })).toThrow(/count 0/);
    expect(() => planPhantom({ seed: 1, tubeCorrelation: -1 })).toThrow(/tubeCorrelation -1/);
  });
});

describe('the folder', () => {
  let root = '';
  const at = (name: string) => join(root, name);
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'fovea-phantom-'));
  });
  afterAll(() => rm(root, { recursive: true }));
  const small = { seed: 4, count: 12, size: 48, prevalence: 0.5 };

  test('opens as a data set whose masks agree with its labels', async () => {
    const steps: number[] = [];
    const made = await writePhantomDataset({ ...small, out: at('set'), onProgress: (done) => steps.push(done) });
    expect(steps).toEqual([...Array(12).keys()].map((k) => k + 1));
    const data = await openDataset(at('set'));
    expect(data.samples).toHaveLength(12);
    expect(data.samples.filter((s) => s.label === 1)).toHaveLength(made.positives);
    for (const { maskFile, label, split, patientId } of data.samples) {
      const mask = await decodeImage(maskFile!, { channels: 1 });
      expect([mask.width, mask.height]).toEqual([48, 48]);
      expect(mask.data.some((v) => v > 0)).toBe(label === 1);
      expect(SPLITS).toContain(split);
      expect(patientId).toMatch(/^P\d{5}$/);
    }
    expect(await readdir(at('set'))).toEqual(['README.txt', 'images', 'labels.csv', 'masks', 'phantom.json']);
  });

  test('the same seed writes the same set over its own earlier output', async () => {
    const before = readCsv(at('set/labels.csv')).rows;
    await writePhantomDataset({ ...small, count: 3, out: at('set') });
    expect(await readdir(at('set/images'))).toHaveLength(3);
    await writePhantomDataset({ ...small, out: at('set') });
    expect(readCsv(at('set/labels.csv')).rows).toEqual(before);
  });

  test('a folder that holds anything else is left alone', async () => {
    const other = await mkdtemp(join(root, 'other-'));
    await writeFile(join(other, 'labels.csv'), 'precious');
    await expect(writePhantomDataset({ ...small, out: other })).rejects.toThrow(/holds something else \(labels.csv\)/);
    await writeFile(at('set/notes.txt'), 'mine');
    await expect(writePhantomDataset({ ...small, out: at('set') })).rejects.toThrow(/notes\.txt/);
    expect(await readdir(other)).toEqual(['labels.csv']);
  });
});
