import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inspectDataset, openDataset } from '../data/index.ts';
import { sharp } from '../image/sharp.ts';
import type { LabelledCases } from '../study/index.ts';
import { reportOfPredictions } from './from-predictions.ts';
import { inspected } from './inspected.ts';
import { renderReport } from './page.ts';
import { thumbnail } from './thumbnails.ts';

const dir = mkdtempSync(join(tmpdir(), 'fovea-adapters-'));
const file = (name: string) => join(dir, name);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const image = (width: number, height: number, channels: 1 | 3) =>
  sharp(Buffer.alloc(width * height * channels, 90), { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png();

test('a thumbnail is a small JPEG of the same shape and colours, and null where there is no picture', async () => {
  await image(640, 320, 1).toFile(file('wide.png'));
  await image(30, 20, 3).toFile(file('small.png'));
  writeFileSync(file('torn.png'), 'not a picture');
  const decoded = async (name: string) => {
    const uri = await thumbnail(file(name));
    return sharp(Buffer.from(uri!.replace('data:image/jpeg;base64,', ''), 'base64')).metadata();
  };
  expect(await decoded('wide.png')).toMatchObject({ format: 'jpeg', width: 200, height: 100, channels: 1 });
  expect(await decoded('small.png')).toMatchObject({ width: 30, height: 20, channels: 3 });
  expect(await thumbnail(file('torn.png'))).toBeNull();
  expect(await thumbnail(file('none.png'))).toBeNull();
});

test('a data set is inspected once: its folder keeps the result until the data change', async () => {
  const data = file('data');
  for (const name of ['a', 'b']) {
    mkdirSync(join(data, name), { recursive: true });
    await image(8, 8, 1).toFile(join(data, name, '1.png'));
  }
  const dataset = openDataset(data);
  const first = await inspected(dataset, dir);
  expect(first.duplicates).toHaveLength(1);
  rmSync(join(data, 'a', '1.png')); // a second look at the images would fail
  expect(await inspected(dataset, dir)).toEqual(first);
  await image(300, 200, 1).toFile(join(data, 'a', '1.png'));
  expect((await inspected(openDataset(data), dir)).duplicates).toEqual([]);
});

test('a search for duplicates that would read too much is left out, and said to be', async () => {
  const data = file('large');
  for (const name of ['a', 'b']) {
    mkdirSync(join(data, name), { recursive: true });
    await image(8, 8, 1).toFile(join(data, name, '1.png'));
  }
  const inspection = await inspectDataset(openDataset(data), { duplicateBytes: 10 });
  expect(inspection).toMatchObject({ duplicatesSearched: false, duplicates: [] });
});

test('a prediction file makes a report: groups by attribute, the same withheld, no training', async () => {
  const labels = Array.from({ length: 80 }, (_, i) => i % 2);
  const cases: LabelledCases = {
    ...{ source: 'labels.csv', classes: ['0', '1'], labels, groupColumn: null, groups: null },
    imagePaths: labels.map((_, i) => `${i}.png`),
    places: labels.map((_, i) => `labels.csv:${i + 2}`),
    attributes: {
      sex: labels.map((_, i) => (i % 4 < 2 ? 'F' : 'M')),
      'Patient Age': labels.map((_, i) => (i < 6 ? '012Y' : '058Y')),
      serial: labels.map((_, i) => String(i)),
    },
  };
  const probabilities = Float64Array.from(labels, (label, i) => (label + (i % 7) / 3) / 4);
  const threshold = { value: 0.4, rule: 'stated', chosenOn: 'stated' } as const;
  const run = { source: 'model.csv', seed: null, threshold, probabilities };
  const report = await reportOfPredictions(cases, run, { name: 'model', version: '0.0.0', replicates: 100 });
  expect(report.subgroups!.map((s) => s.column)).toEqual(['sex', 'Patient Age']); // not the serial number
  const [young, old] = report.subgroups![1]!.groups;
  expect(young).toMatchObject({ value: 'below 18', n: 6, positives: 3 });
  expect(young!.estimates[0]).toMatchObject({ value: null, reason: 'withheld: 6 cases, fewer than 20' });
  expect(old!.estimates[0]!.value).toBeGreaterThan(0.5);
  expect(report.models[0]!.estimates.auroc).toMatchObject({ n: 80, baseline: 0.5 });
  expect(report.training).toBeUndefined();
  expect(renderReport(report)).toContain('labels.csv');
});
