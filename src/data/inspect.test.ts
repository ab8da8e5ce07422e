import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder, greyImages } from '../../test/helpers/dataFolder.ts';
import { inspectDataset, openDataset } from './index.ts';

test('counts, and finds duplicates, label conflicts, patients across splits and unreadable images', async () => {
  const root = dataFolder({
    'labels.csv':
      'file,label,patient_id,split,view\n0.png,0,p0,train,PA\n1.png,1,p1,train,AP\n2.png,0,p1,test,PA\n3.png,1,p3,test,PA\n4.png,1,,,\n',
  });
  await greyImages(root, 3);
  await greyImages(root, 1).then(([zero]) => writeFileSync(join(root, '3.png'), readFileSync(zero!.file)));
  writeFileSync(join(root, '4.png'), 'no picture');
  const found = await inspectDataset(openDataset(root));
  expect(found.total).toEqual({ images: 5, patients: 3, classes: { 0: 2, 1: 3 }, masks: 0 });
  expect(Object.keys(found.splits)).toEqual(['train', 'test', 'none']);
  expect(found.splits.test).toEqual({ images: 2, patients: 2, classes: { 0: 1, 1: 1 }, masks: 0 });
  expect(found.withPatient).toBe(4);
  expect(found.views).toEqual({ PA: 3, AP: 1 });
  expect(found.sizes.counts).toEqual({ '16×16': 4 });
  expect(found.sizes.unreadable).toEqual([expect.stringContaining('4.png')]);
  expect(found.duplicates).toEqual([{ imagePaths: ['0.png', '3.png'], splits: ['test', 'train'], labels: ['0', '1'] }]);
  expect(found.patientsAcrossSplits).toEqual([{ patientId: 'p1', splits: ['test', 'train'] }]);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

const shared = resolve(import.meta.dirname, '../../../shared/data/nih_cxr320');
test.skipIf(!existsSync(shared))('nih_cxr320 (skipped where ../shared/data is absent)', async () => {
  const found = await inspectDataset(openDataset(shared, { label: 'pneumothorax' }), { sizeSample: 20 });
  expect(found.total.patients).toBe(899);
  expect(found.views).toEqual({ PA: 648, AP: 489 });
  expect(found.sizes).toEqual({ sampled: 20, counts: { '320×320': 20 }, unreadable: [] });
  expect(found.patientsAcrossSplits).toEqual([]);
  expect(found.duplicates.map((d) => d.splits)).toEqual([['test']]); // follow-ups 1 and 2 of patient 2658 are one picture
});
