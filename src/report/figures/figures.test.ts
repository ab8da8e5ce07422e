import { expect, test } from 'vitest';
import { cliquesFigure, cliquesOf } from './cliques.ts';
import { clipBelow, rocFigure } from './curves.ts';
import { forest } from './forest.ts';
import { heatMap } from './heatmap.ts';
import { outlinePath } from './outline.ts';
import { strip } from './strip.ts';

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

test('long names leave room for fewer ticks, whose labels do not touch', () => {
  const names = ['a', 'a model with a long name, after another', 'a model with a longer name, after yet another'];
  for (const figure of [
    forest({
      title: 't',
      label: 'l',
      rows: names.map((label) => ({ label, value: 0.1, low: -0.17, high: 0.32 })),
      width: 640,
    }),
    cliquesFigure({
      title: 't',
      label: 'l',
      models: names.map((name, index) => ({ name, index, position: 0.8 + index / 11 })),
      cliques: [],
    }),
  ]) {
    const ticks = [...figure.text.matchAll(/<text x="([\d.]+)" y="[\d.]+" text-anchor="middle">(−?[\d.]+)<\/text>/g)];
    expect(ticks.length).toBeGreaterThan(1);
    const ends = ticks.map(([, x, label]) => ({ x: Number(x), half: 3.5 * label!.length }));
    for (const [i, { x, half }] of ends.slice(1).entries())
      expect(x - half).toBeGreaterThan(ends[i]!.x + ends[i]!.half);
  }
});

test('every cell of a heat map says its value, and no shade is too dark for the ink', () => {
  const text = heatMap({
    title: 't',
    rows: ['r'],
    columns: ['a', 'b', 'c'],
    values: [[0, 1, null]],
    format: (v) => `v${v}`,
  }).text;
  expect(text).toMatch(/class="cell-text" [^>]*>v0</);
  const shades = [...text.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, shade]) => Number(shade));
  expect(Math.max(...shades)).toBeLessThanOrEqual(0.5);
  expect(text.match(/<rect class="cell"/g)).toHaveLength(2);
});

test('an outline goes around regions and their holes, through the middles of the edges', () => {
  const mask = (rows: string[]) => ({
    ...{ width: rows[0]!.length, height: rows.length },
    data: rows.flatMap((row) => [...row].map(Number)),
  });
  expect(outlinePath(mask(['000', '010', '000']))).toBe('M1.5,1L2,1.5L1.5,2L1,1.5Z');
  expect(outlinePath(mask(['000', '000']))).toBe('');
  expect(outlinePath(mask(['111', '101', '111'])).match(/M/g)).toHaveLength(2);
  expect(outlinePath(mask(['10', '01'])).match(/M/g)).toHaveLength(2);
});

test('a strip ranks its cases from the worst, with the mean beside', () => {
  const one = { name: 'a', index: 0, values: [0.9, 0.1, 0.5], mean: 0.5, low: 0.2, high: 0.8 };
  const { text } = strip({ title: 'Dice', x: 'Images', y: 'Dice', series: [one] });
  const heights = [...text.matchAll(/<circle class="mark s0" cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(heights).toHaveLength(4);
  expect(heights[0]!).toBeGreaterThan(heights[1]!);
  expect(heights[1]!).toBeGreaterThan(heights[2]!);
  expect(text).toContain('whisker s0');
});
