import { expect, test } from 'vitest';
import { cliquesOf } from './cliques.ts';
import { clipBelow, rocFigure } from './curves.ts';
import { forest } from './forest.ts';
import { heatMap } from './heatmap.ts';

test('a ROC curve spans the whole frame, and its decision lies on it', () => {
  const text = rocFigure([
    {
      name: 'a',
      points: [
        [0, 0],
        [0, 0.6],
        [0.4, 0.6],
        [1, 1],
      ],
      at: [0.4, 0.6],
    },
  ]).text;
  expect(text).toContain('d="M52,370L52,154L201.6,154L426,10"');
  expect(text).toContain('cx="201.6" cy="154"');
});

test('a decision curve ends where it leaves the frame', () => {
  expect(
    clipBelow(
      [
        [0, 0.3],
        [0.2, 0.1],
        [0.4, -0.1],
      ],
      0,
    ),
  ).toEqual([
    [0, 0.3],
    [0.2, 0.1],
    [expect.closeTo(0.3, 12), 0],
  ]);
  expect(clipBelow([[0, 1]], 0)).toEqual([[0, 1]]);
});

test('bars join the widest runs of models that are not told apart', () => {
  const differ = (pairs: string[]) => (a: number, b: number) => pairs.includes(`${a}${b}`);
  expect(cliquesOf(4, differ(['03', '13']))).toEqual([
    [0, 2],
    [2, 3],
  ]);
  expect(cliquesOf(3, differ(['01', '02', '12']))).toEqual([]);
  expect(cliquesOf(3, differ([]))).toEqual([[0, 2]]);
});

test('a withheld value has its reason, and no mark', () => {
  const text = forest({
    title: 't',
    label: 'AUROC',
    rows: [
      { label: 'a', value: 0.9, low: 0.8, high: 0.95 },
      { label: 'b', value: null, low: null, high: null, reason: 'held back: 3 of one class' },
    ],
  }).text;
  expect(text.match(/<circle/g)).toHaveLength(1);
  expect(text).toContain('held back: 3 of one class');
  expect(text).toContain('0.900 (0.800 to 0.950)');
});

test('every cell of a heat map says its value; dark cells have light ink', () => {
  const text = heatMap({
    title: 't',
    rows: ['r'],
    columns: ['a', 'b', 'c'],
    values: [[0, 1, null]],
    format: (v) => `v${v}`,
  }).text;
  expect(text).toMatch(/class="cell-text" [^>]*>v0</);
  expect(text).toMatch(/class="cell-text on" [^>]*>v1</);
  expect(text.match(/<rect class="cell"/g)).toHaveLength(2);
});
