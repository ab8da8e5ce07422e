import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { joinPredictions, readLabels, readPredictions } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'fovea-study-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, ...lines: string[]): string {
  const path = join(dir, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
const labels = () =>
  file('test.csv', 'image_path,label,patient_id,sex', 'a/1.png,0,p1,M', 'a/2.png,1,p1,M', 'a/3.png,1,,F');
const predictions = (...rows: string[]) => readPredictions(file('a.csv', 'image_path,probability', ...rows));

test('labels keep their patients and further columns; a case without a patient is one of its own', () => {
  const cases = readLabels(labels());
  expect(cases).toMatchObject({ classes: ['0', '1'], labels: [0, 1, 1], groupColumn: 'patient_id' });
  expect(cases.groups).toEqual(['p1', 'p1', 'image a/3.png']);
  expect(cases.attributes).toEqual({ sex: ['M', 'M', 'F'] });
  expect(readLabels(labels(), { groups: 'none' }).groups).toBeNull();
});

test('probabilities come in the order of the labels, whatever that of their file', () => {
  const { probabilities, note } = joinPredictions(
    readLabels(labels()),
    predictions('a/3.png,0.3', './a/1.png,0.1', 'a\\2.png,0.2'),
  );
  expect([...probabilities]).toEqual([0.1, 0.2, 0.3]);
  expect(note).toBeUndefined();
});

test('folders may differ where the ends of the paths say which image is meant, and this is noted', () => {
  const joined = joinPredictions(
    readLabels(labels()),
    predictions('/d/a/1.png,0.1', '/d/a/2.png,0.2', '/d/a/3.png,0.3'),
  );
  expect([...joined.probabilities]).toEqual([0.1, 0.2, 0.3]);
  expect(joined.note).toMatch(/last 2 parts/);
  const twins = file('twins.csv', 'image_path,label', 'x/1.png,0', 'y/1.png,1');
  expect(() => joinPredictions(readLabels(twins), predictions('u/1.png,0.1', 'v/1.png,0.2'))).toThrow(/several ways/);
});

test('a column for each class: the positive one of two, all of more', () => {
  const two = readPredictions(file('two.csv', 'image_path,sick,healthy', '1.png,0.9,0.1', '2.png,0.2,0.8'));
  const words = readLabels(file('w.csv', 'image_path,label', '1.png,sick', '2.png,healthy'), { classes: two.classes });
  expect(words.classes).toEqual(['healthy', 'sick']);
  expect([...joinPredictions(words, two).probabilities]).toEqual([0.9, 0.2]);
  const three = readPredictions(
    file(
      'three.csv',
      'image_path,probability,Label,probability_a,probability_b,probability_c',
      '1.png,0.7,a,0.7,0.2,0.1',
      '2.png,0.6,c,0.1,0.3,0.6',
    ),
  );
  const cases = readLabels(file('abc.csv', 'image_path,label', '2.png,c', '1.png,a'), { classes: three.classes });
  expect([...joinPredictions(cases, three).probabilities]).toEqual([0.1, 0.3, 0.6, 0.7, 0.2, 0.1]);
});

test.each([
  ['a duplicate row', ['a/1.png,0.1', 'a/2.png,0.2', 'a/1.png,0.3'], /a\.csv:4: a\/1\.png is already in line 2/],
  [
    'a probability above 1',
    ['a/1.png,0.1', 'a/2.png,1.2', 'a/3.png,0'],
    /a\.csv:3: probability of a\/2\.png is 1\.2; it must lie in 0 to 1/,
  ],
  ['a negative probability', ['a/1.png,-0.1', 'a/2.png,1', 'a/3.png,0'], /a\.csv:2: .* is -0\.1/],
  ['a word', ['a/1.png,high', 'a/2.png,1', 'a/3.png,0'], /a\.csv:2: .*'high', not a number/],
  ['an empty cell', ['a/1.png,0.1', 'a/2.png,', 'a/3.png,0'], /a\.csv:3: probability of a\/2\.png is empty/],
  ['NaN', ['a/1.png,NaN', 'a/2.png,1', 'a/3.png,0'], /a\.csv:2: .*not a number/],
  ['a missing image', ['a/1.png,0.1', 'a/2.png,1'], /test\.csv:4: a\/3\.png has no prediction in .*a\.csv/],
  [
    'an unknown image',
    ['a/1.png,0.1', 'a/2.png,1', 'a/3.png,0', 'a/9.png,0'],
    /a\.csv:5: a\/9\.png has no label in .*test\.csv/,
  ],
  [
    'other images',
    ['b/7.png,0.1', 'b/8.png,1', 'b/9.png,0'],
    /test\.csv:2: a\/1\.png has no prediction in .*\(and 2 others\)/,
  ],
])('%s is refused in one line that names the row', (_, rows, message) => {
  expect(() => joinPredictions(readLabels(labels()), predictions(...rows))).toThrow(message);
});

test('class columns that do not sum to 1, unknown classes and too few columns are refused', () => {
  const rows = ['1.png,0.5,0.2,0.1', '2.png,0.2,0.2,0.6'];
  expect(() => readPredictions(file('s.csv', 'image_path,a,b,c', ...rows))).toThrow(
    /s\.csv:2: .*1\.png sum to 0\.8, not 1/,
  );
  const good = readPredictions(file('g.csv', 'image_path,a,b,c', '1.png,0.5,0.4,0.1', '2.png,0.2,0.2,0.6'));
  const unknown = file('u.csv', 'image_path,label', '1.png,a', '2.png,z');
  expect(() => readLabels(unknown, { classes: good.classes })).toThrow(
    /u\.csv:3: label 'z' is none of the classes; known are a, b, c/,
  );
  expect(() => readPredictions(file('n.csv', 'image_path,note', '1.png,x'))).toThrow(
    /n\.csv:1: has no column probability.*image_path, note/,
  );
  const many = file('many.csv', 'image_path,label', '1.png,a', '2.png,b', '3.png,c');
  expect(() => readLabels(many)).toThrow(/3 classes.*a column for each/);
});

test.each([
  ['a missing label', ['a/1.png,0', 'a/2.png,'], /test\.csv:3: label of a\/2\.png is empty/],
  ['one class', ['a/1.png,0', 'a/2.png,0'], /test\.csv: all 2 cases are '0'.*one class/],
  ['a duplicate', ['a/1.png,0', 'a/1.png,1'], /test\.csv:3: a\/1\.png is already in line 2/],
  ['no rows', [], /test\.csv: has no rows/],
])('labels with %s are refused', (_, rows, message) => {
  expect(() => readLabels(file('test.csv', 'image_path,label', ...rows))).toThrow(message);
});

test('a group column that is not there is named', () => {
  expect(() => readLabels(labels(), { groups: 'hospital' })).toThrow(/test\.csv:1: has no column hospital/);
});
