import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf, temporaryFolder } from '../../test/golden/formats/testing.ts';
import { formatCsv, parseCsv, readCsv, writeCsv } from './csv.ts';

test('what is written comes back, whatever the cells hold', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a,b', 'say "no"', 'two\nlines', '\r', ' x ', '', '\uFEFF'),
  );
  const columns = ['path', 'label'];
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), fc.integer({ min: 1, max: 2 }), (rows, width) => {
      const used = columns.slice(0, width);
      const records = rows.map((cells) => Object.fromEntries(used.map((name, i) => [name, cells[i]!])));
      const back = parseCsv(formatCsv(used, records), 'x.csv');
      expect(back.columns).toEqual(used);
      expect(back.rows.map((row) => row.cells)).toEqual(records);
    }),
    { numRuns: 60 },
  );
});

test('BOM, CRLF, empty lines and quoted line breaks; each row knows the line on which it begins', () => {
  const { columns, rows } = parseCsv('\uFEFFid, EncodedPixels\r\n\r\n1,"a\r\nb"\r\n2,"x,""y"""\r\n', 'x.csv');
  expect(columns).toEqual(['id', 'EncodedPixels']);
  expect(rows).toEqual([
    { line: 3, cells: { id: '1', EncodedPixels: 'a\r\nb' } },
    { line: 5, cells: { id: '2', EncodedPixels: 'x,"y"' } },
  ]);
  const mixed = parseCsv('a,b\r\n1,2\n\n3,"\n"\n4,5', 'x.csv').rows;
  expect(mixed.map(({ line, cells }) => [line, cells.a])).toEqual([
    [2, '1'],
    [4, '3'],
    [6, '4'],
  ]);
});

test('numbers keep their precision; a NaN is refused with its row and column', () => {
  expect(formatCsv(['p', 'n'], [{ p: 0.1 + 0.2, n: null }])).toBe('p,n\n0.30000000000000004,\n');
  expect(failureOf(() => formatCsv(['p'], [{ p: 1 }, { p: Number.NaN }]))).toBe('row 2, column p: NaN');
});

test.each([
  ['a missing column', 'a,b\n', /^x\.csv: lacks the column path \(it has a, b\); add or rename/],
  ['too few cells', 'path,b\n1,2\n3\n', /^x\.csv:3: has 1 cells, the header has 2/],
  ['too many cells', 'path,b\n1,2,3\n', /^x\.csv:2: has 3 cells, the header has 2; quote cells with commas/],
  ['a column twice', 'path,path\n', /^x\.csv:1: names the column path twice/],
  ['an open quote', 'path\n"x\n', /^x\.csv:\d: Quote Not Closed/],
  ['a quote inside a cell', 'path\nx"y"\n', /^x\.csv:2: Invalid Opening Quote/],
  ['nothing', '', /^x\.csv: is empty; a header row/],
])('refuses %s', (_, text, message) => {
  expect(failureOf(() => parseCsv(text, 'x.csv', { required: ['path'] }))).toMatch(message);
});

test('files are read and written', () => {
  const path = join(temporaryFolder(), 'predictions.csv');
  writeCsv(path, ['image_path', 'probability', 'Label'], [{ image_path: 'a.png', probability: 0.5, Label: 1 }]);
  expect(readCsv(path).rows).toEqual([{ line: 2, cells: { image_path: 'a.png', probability: '0.5', Label: '1' } }]);
  expect(failureOf(() => readCsv(`${path}.no`))).toMatch(/no such file/);
});
