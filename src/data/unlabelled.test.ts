import { expect, test } from 'vitest';
import { dataFolder } from '../../test/helpers/dataFolder.ts';
import { openUnlabelled, splitUnlabelled } from './index.ts';

const PNG = new Uint8Array([1]); // found, not read

test('a folder of images needs no classes; splits at the top are kept', () => {
  const flat = dataFolder({ 'a.png': PNG, 'deep/er/b.png': PNG, 'notes.txt': PNG });
  const set = openUnlabelled([flat]);
  expect(set.layout).toBe('image-folder');
  expect(set.samples.map((s) => [s.imagePath, s.label, s.split])).toEqual([
    ['a.png', -1, undefined],
    ['deep/er/b.png', -1, undefined],
  ]);
  const divided = openUnlabelled([dataFolder({ 'train/x/a.png': PNG, 'train/y/b.png': PNG, 'test/x/c.png': PNG })]);
  expect(divided.samples.map((s) => s.split)).toEqual(['test', 'train', 'train']);
});

test('labels of a table are ignored, whatever they hold', () => {
  const csv = 'image_path,label,patient_id\na.png,?,1\nb.png,,2\nc.png,x,2\n';
  const set = openUnlabelled([dataFolder({ 'labels.csv': csv, 'a.png': PNG, 'b.png': PNG, 'c.png': PNG })]);
  expect(set.classes).toEqual([]);
  expect(set.samples.map((s) => s.label)).toEqual([-1, -1, -1]);
  const nih = 'Image Index,Finding Labels,Patient ID\na.png,No Finding,1\nb.png,Mass,2\n';
  expect(openUnlabelled([dataFolder({ 'Data_Entry_2017.csv': nih, 'a.png': PNG, 'b.png': PNG })]).layout).toBe(
    'nih-chest-xray',
  );
});

test('a patient of a test split anywhere is learnt from nowhere', () => {
  const one = dataFolder({
    'labels.csv': 'file,patient_id,split\na.png,1,train\nb.png,2,test\nc.png,3,val\nd.png,4,train\n',
    ...{ 'a.png': PNG, 'b.png': PNG, 'c.png': PNG, 'd.png': PNG },
  });
  const two = dataFolder({
    'labels.csv': 'file,patient_id,split\ne.png,2,train\nf.png,3,train\ng.png,5,\n',
    ...{ 'e.png': PNG, 'f.png': PNG, 'g.png': PNG },
  });
  const both = openUnlabelled([one, two]);
  const record = splitUnlabelled(both, { seed: 0, share: 0.05, excluded: new Set(['5']) });
  const of = (name: string) => record.assignments.find((a) => a.imagePath.endsWith(name))!.split;
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => of(`${name}.png`))).toEqual([
    ...['train', 'test', 'val', 'train', 'test', 'val', 'test'],
  ]);
  expect(record.warnings).toEqual(['1 training images are left out: their patients are in a test split']);
  expect(() => openUnlabelled([one, one])).toThrow(/a\.png: is also 1:.*a\.png; name each folder once/);
});

test('without a validation split a seeded share of the patients is measured on; one patient is too few', () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, PNG]));
  const set = openUnlabelled([dataFolder(files)]);
  const split = (seed: number) => splitUnlabelled(set, { seed, share: 0.1 });
  expect(split(1).counts.val.images).toBe(2);
  expect(split(1).hash).toBe(split(1).hash);
  expect(split(1).hash).not.toBe(split(2).hash);
  expect(split(1).warnings).toEqual([expect.stringContaining('no image is marked as test')]);
  const single = openUnlabelled([dataFolder({ 'a.png': PNG })]);
  expect(() => splitUnlabelled(single, { seed: 0, share: 0.1 })).toThrow('two patients are the least');
  expect(() => openUnlabelled([dataFolder()])).toThrow('no images here');
});
