import { expect, test } from 'vitest';
import { CharacterTokenizer, causalBatch, documentWindows, textWindows, unigramLoss, windowBatch } from './index.ts';

test('characters, also beyond the basic plane, come back, through tokenizer.json too', () => {
  const tokenizer = CharacterTokenizer.train('naïve 🫁 lungs');
  const again = CharacterTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)));
  for (const text of ['lungs 🫁', 'naïve', '']) expect(again.decode(tokenizer.encode(text))).toBe(text);
  expect(again.characters).toEqual(tokenizer.characters);
});

test('a character that training never saw is named, with its line', () => {
  const tokenizer = CharacterTokenizer.train('ab\n');
  expect(() => tokenizer.encode('ab\nac')).toThrow('line 2: the character "c" (U+0063) was not in the training text');
  expect(() => CharacterTokenizer.fromJSON({ model: { vocab: { ab: 0 } } })).toThrow('not a tokenizer of characters');
});

const text = Int32Array.from({ length: 101 }, (_, i) => i);

test('targets are the tokens one later, and batches a function of seed and step', () => {
  const batch = causalBatch(text, { count: 4, length: 8, seed: 1, step: 7 });
  expect(batch.targets).toEqual(batch.tokens.map((id) => id + 1));
  expect(causalBatch(text, { count: 4, length: 8, seed: 1, step: 7 })).toEqual(batch);
  expect(causalBatch(text, { count: 4, length: 8, seed: 1, step: 8 })).not.toEqual(batch);
});

test('windows cover the text once, and a text shorter than one is refused', () => {
  const windows = textWindows(text, 10);
  expect(windows.flatMap(({ tokens, from }) => [...tokens.subarray(from)])).toEqual([...text.subarray(1)]);
  expect(() => textWindows(text, 101)).toThrow('too few for a context of 101');
});

test('every token of a document and its end count once, also where it is longer than a window', () => {
  const end = 99;
  for (const size of [0, 1, 7, 8, 9, 40]) {
    const document = Int32Array.from({ length: size }, (_, i) => i);
    const windows = documentWindows(document, { end, length: 8 });
    expect(windows.flatMap(({ tokens, from }) => [...tokens.subarray(from)])).toEqual([...document, end]);
    for (const { tokens, from } of windows.slice(1)) expect([from, tokens.length <= 9]).toEqual([5, true]);
  }
});

test('a batch of windows says which guesses count', () => {
  const batch = windowBatch([
    { tokens: Int32Array.of(1, 2, 3, 4), from: 2 },
    { tokens: Int32Array.of(5, 6), from: 1 },
  ]);
  expect([...batch.tokens]).toEqual([1, 2, 3, 5, 0, 0]);
  expect([...batch.targets]).toEqual([2, 3, 4, 6, 0, 0]);
  expect([...batch.counts]).toEqual([0, 1, 1, 1, 0, 0]);
});

test('the unigram loss of a uniform text is the logarithm of its vocabulary', () => {
  const even = Int32Array.from({ length: 400 }, (_, i) => i % 4);
  expect(unigramLoss(even, even, 4)).toBeCloseTo(Math.log(4), 12);
});
