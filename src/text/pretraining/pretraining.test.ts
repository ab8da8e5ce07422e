import { describe, expect, test } from 'vitest';
import { random } from '../../stats/random.ts';
import {
  type Document,
  encodeDocuments,
  type MaskVocabulary,
  maskTokens,
  PreTrainingBatches,
  parseDocuments,
  segmentsOf,
} from './index.ts';

const SPECIAL = new Map([
  ['[PAD]', 0],
  ['[UNK]', 1],
  ['[CLS]', 2],
  ['[SEP]', 3],
  ['[MASK]', 4],
]);
/** Odd tokens go on with a word. */
const vocabulary: MaskVocabulary = { vocabSize: 5000, specialTokens: SPECIAL, continues: (id) => id % 2 === 1 };

/** Documents of 2 to 9 sentences of 1 to 12 tokens; token ids tell document and place. */
const documents: Document[] = Array.from({ length: 40 }, (_, d) => {
  const rng = random(d, 'documents');
  let next = 100 + d * 110;
  return Array.from({ length: 2 + rng.int(8) }, () => Int32Array.from({ length: 1 + rng.int(12) }, () => next++));
});
const documentOf = (id: number) => Math.floor((id - 100) / 110);

test('documents are parted by empty lines, sentences by lines; long ones go in pieces', () => {
  const parsed = parseDocuments('One.\nTwo.\n\n\n  Three. \r\n\r\n\n');
  expect(parsed).toEqual([['One.', 'Two.'], ['Three.']]);
  expect(() => parseDocuments(' \n\n')).toThrow('holds no sentence');
  const tokenizer = { encode: (text: string) => Int32Array.from(text, (c) => c.charCodeAt(0)) };
  const encoded = encodeDocuments([['abcde', ''], ['']], tokenizer, 2);
  expect(encoded.map((document) => document.map((s) => s.length))).toEqual([[2, 2, 1]]);
});

describe('segments', () => {
  const options = { length: 40, pairs: true, seed: 3, pass: 0 };
  const pairs = segmentsOf(documents, options);

  test('fit, half of them follow each other, and the others are of another document', () => {
    for (const { first, second, random: replaced } of pairs) {
      expect(first.length + second!.length).toBeLessThanOrEqual(37);
      expect(Math.min(first.length, second!.length)).toBeGreaterThan(0);
      const [a, b] = [documentOf(first[0]!), documentOf(second![0]!)];
      expect(a === b).toBe(!replaced);
      if (!replaced) expect(second![0]!).toBeGreaterThan(first.at(-1)!);
    }
    const share = pairs.filter((pair) => pair.random).length / pairs.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.75); // a last sentence alone has none to follow it
  });

  test('are a function of seed and pass, and every document is read', () => {
    expect(segmentsOf(documents, options)).toEqual(pairs);
    expect(segmentsOf(documents, { ...options, pass: 1 })).not.toEqual(pairs);
    const read = new Set(pairs.map(({ first }) => documentOf(first[0]!)));
    expect(read.size).toBe(documents.length);
  });

  test('without pairs hold every token once, in order', () => {
    const single = segmentsOf(documents, { ...options, pairs: false });
    expect(single.flatMap(({ first }) => [...first])).toEqual(documents.flat().flatMap((s) => [...s]));
    for (const { first } of single) expect(first.length).toBeLessThanOrEqual(38);
  });

  test('of one document cannot be paired', () => {
    expect(() => segmentsOf(documents.slice(0, 1), options)).toThrow('needs two documents at least');
  });
});

describe('masks', () => {
  const row = Int32Array.from({ length: 2000 }, (_, i) => (i % 100 === 0 ? 2 : 10 + i));
  const mask = (wholeWords: boolean) => {
    const ids = row.slice();
    return { ids, ...maskTokens(ids, vocabulary, { wholeWords, rng: random(1, 'mask') }) };
  };

  test('hide 15 % of the words: 80 % masked, 10 % replaced, 10 % kept, never a special token', () => {
    const { ids, positions, targets } = mask(false);
    expect(positions).toHaveLength(Math.round(1980 * 0.15));
    expect(targets).toEqual(positions.map((at) => row[at]!));
    expect(positions.some((at) => row[at] === 2)).toBe(false);
    const share = (is: (at: number) => boolean) => [...positions].filter(is).length / positions.length;
    expect(Math.abs(share((at) => ids[at] === 4) - 0.8)).toBeLessThan(0.07);
    expect(Math.abs(share((at) => ids[at] === row[at]) - 0.1)).toBeLessThan(0.06);
    const chosen = new Set(positions);
    expect([...row.keys()].every((at) => chosen.has(at) || ids[at] === row[at])).toBe(true);
  });

  test('of whole words hide all pieces or none', () => {
    const chosen = new Set(mask(true).positions);
    for (const [at, id] of row.entries()) {
      if (id !== 2 && vocabulary.continues(id) && row[at - 1] !== 2) expect(chosen.has(at)).toBe(chosen.has(at - 1));
    }
    expect(Math.abs(chosen.size - 297)).toBeLessThan(2);
  });

  test('hide one token of the shortest text', () => {
    const { positions } = maskTokens(Int32Array.of(2, 17, 3), vocabulary, { rng: random(1) });
    expect([...positions]).toEqual([1]);
  });
});

describe('batches', () => {
  const options = { vocabulary, length: 40, count: 8, pairs: true, seed: 1 };

  test('are a function of seed and step, whatever was read before', () => {
    const forward = new PreTrainingBatches(documents, options);
    const steps = Array.from({ length: 60 }, (_, step) => forward.batch(step));
    for (const step of [59, 0, 31]) expect(new PreTrainingBatches(documents, options).batch(step)).toEqual(steps[step]);
    expect(forward.batch(3)).toEqual(steps[3]);
    expect(steps.every(({ count }) => count === 8)).toBe(true);
  });

  test('tell what stood where, and pad with what is hidden', () => {
    const batch = new PreTrainingBatches(documents, { ...options, pairs: false }).batch(5);
    expect(batch.random).toBeNull();
    for (const at of batch.positions) expect(batch.mask[at]).toBe(1);
    for (const [at, seen] of batch.mask.entries()) expect(batch.ids[at] === 0).toBe(seen === 0);
    for (let row = 0; row < batch.count; row++) expect(batch.ids[row * batch.length]).toBe(2);
  });

  test('to measure by hold every row once', () => {
    const rows = [...new PreTrainingBatches(documents, options).all()].reduce((sum, { count }) => sum + count, 0);
    expect(rows).toBe(segmentsOf(documents, { ...options, pass: 0 }).length);
    const few = new PreTrainingBatches(documents.slice(0, 2), { ...options, count: 64 });
    expect(few.batch(100).count).toBeGreaterThan(0);
  });
});
