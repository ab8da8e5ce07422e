import { expect, test } from 'vitest';
import { CharacterTokenizer, causalBatch, causalWindows, unigramLoss } from './index.ts';

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
  const tokens = [...causalWindows(text, { count: 3, length: 10 })].flatMap((batch) => [...batch.tokens]);
  expect(tokens).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(() => [...causalWindows(text, { count: 3, length: 101 })]).toThrow('too few for a context of 101');
});

test('the unigram loss of a uniform text is the logarithm of its vocabulary', () => {
  const even = Int32Array.from({ length: 400 }, (_, i) => i % 4);
  expect(unigramLoss(even, even, 4)).toBeCloseTo(Math.log(4), 12);
});
