import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainBytePair } from '../../text/index.ts';
import { partsOf, readCorpus, withoutRepeats } from './index.ts';
import { measuredText, trainTokens } from './prepare.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-corpus-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function csv(name: string, lines: readonly string[]): string {
  const path = join(root, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const COLUMNS = { columns: ['findings', 'impression'], groups: null };
const SHARES = { validation: 0.2, test: 0.2, seed: 0 };

test('a row is a document of its columns; empty cells and rows are left out', () => {
  const path = csv('a.csv', ['uid,findings,impression', '1," The lungs, clear. ",Normal.', '2,,Normal.', '3, ,']);
  expect(readCorpus(path, COLUMNS).documents).toEqual([
    { text: 'Findings: The lungs, clear.\nImpression: Normal.', group: '1', split: undefined },
    { text: 'Impression: Normal.', group: '2', split: undefined },
  ]);
});

test('all documents of a patient are on one side, whatever their order', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `p${i % 20},finding ${i},none`);
  const corpus = readCorpus(csv('b.csv', ['patient_id,findings,impression', ...rows]), COLUMNS);
  const parts = partsOf(corpus, SHARES);
  const groups = [parts.train, parts.val, parts.test].map((part) => new Set(part.map(({ group }) => group)));
  expect(groups.map((g) => g.size)).toEqual([12, 4, 4]);
  expect(new Set(groups.flatMap((g) => [...g])).size).toBe(20);
  expect(parts.train).toHaveLength(36);
  expect(partsOf(corpus, { ...SHARES, seed: 1 }).test).not.toEqual(parts.test);
});

test('a column split is kept to, and a patient in two of its parts is a leak', () => {
  const corpus = (rows: string[]) => readCorpus(csv('s.csv', ['uid,findings,impression,split', ...rows]), COLUMNS);
  const rows = ['1,a,b,test', '2,a,b,train', '3,a,b,val'];
  expect(partsOf(corpus(rows), SHARES).test.map(({ group }) => group)).toEqual(['1']);
  expect(() => partsOf(corpus([...rows, '1,c,d,train']), SHARES)).toThrow('1 is in test and in train: a leak');
  expect(() => corpus(['1,a,b,dev'])).toThrow(/s\.csv:2: the split is "dev"; write train, val or test/);
});

test('what is measured: every token of a document and its end, by patient; repeats can be left out', () => {
  const rows = ['1,clear lungs,normal', '1,no effusion,normal', '2,clear lungs,normal'];
  const corpus = readCorpus(csv('c.csv', ['uid,findings,impression', ...rows]), COLUMNS);
  const tokenizer = trainBytePair(
    corpus.documents.map(({ text }) => text),
    { vocabSize: 270 },
  );
  const measured = measuredText(corpus.documents, corpus, { tokenizer, length: 16 });
  const bytes = corpus.documents.map(({ text }) => text.length);
  expect(measured.bytes).toEqual([bytes[0]! + bytes[1]!, bytes[2]]);
  expect(measured.words).toEqual([10, 5]);
  const guesses = measured.windows.reduce((sum, { tokens, from }) => sum + tokens.length - from, 0);
  expect(guesses + 1).toBe(trainTokens(corpus, { train: corpus.documents }, tokenizer).length);
  expect(withoutRepeats(corpus.documents.slice(2), corpus.documents.slice(0, 2))).toEqual([]);
});

test('files that hold no documents are one line that names them', () => {
  const path = csv('d.csv', ['uid,findings,impression', '1,,', '2,,']);
  expect(() => readCorpus(path, COLUMNS)).toThrow(/d\.csv: has no text in findings, impression; name other --columns/);
  expect(() => readCorpus(path, { columns: ['report'], groups: null })).toThrow(/d\.csv: .*report/);
  const few = readCorpus(csv('e.csv', ['uid,findings,impression', '1,a,b', '2,a,b']), COLUMNS);
  expect(() => partsOf(few, SHARES)).toThrow(/e\.csv: leaves no documents for val; give more, or other shares/);
});
