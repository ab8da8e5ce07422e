import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BertWords } from '../../src/text/bert-words.ts';
import {
  parseTokenizer,
  trainBytePair,
  trainWordPiece,
  UNCASED,
  type WordPieceTokenizer,
} from '../../src/text/index.ts';
import { byEight, fnv, sentence, text } from './tokenizer-texts.ts';

interface Answers {
  json: { model: { vocab: Record<string, number>; merges?: string[] } };
  ids: number[];
  decoded: number[];
}
type Kind = 'uncased' | 'raw' | 'bytes' | 'prefixed';
type Golden = Record<Kind, Answers> & { uncased: { pairs: [number, number, number][] }; normalised: number[] };

const golden = JSON.parse(readFileSync(new URL('../golden/text/tokenizers.json', import.meta.url), 'utf8')) as Golden;
const texts = Array.from({ length: 1200 }, (_, i) => text(i));
const sentences = Array.from({ length: 400 }, (_, i) => sentence(i));
const utf8 = new TextEncoder();

for (const kind of ['uncased', 'raw', 'bytes', 'prefixed'] as const) {
  test(`${kind}: ids and decoded texts equal the reference's on 1,200 texts, also after writing and reading`, () => {
    const { json, ids, decoded } = golden[kind];
    const first = parseTokenizer(json);
    const again = parseTokenizer(JSON.parse(JSON.stringify(first)));
    for (const tokenizer of [first, again]) {
      const encoded = texts.map((t) => tokenizer.encode(t));
      expect(byEight(encoded)).toEqual(ids);
      const written = encoded.map((e, i) => utf8.encode(tokenizer.decode(e, { keepSpecial: i % 10 === 0 })));
      expect(byEight(written)).toEqual(decoded);
    }
  });
}

test('pairs are joined and cut as in the reference', () => {
  const tokenizer = parseTokenizer(golden.uncased.json) as WordPieceTokenizer;
  for (const [i, expected] of golden.uncased.pairs.entries()) {
    const maxLength = 5 + (i % 40);
    const both = tokenizer.encodePair(texts[i]!, texts[i + 1]!, { maxLength });
    const one = tokenizer.encodePair(texts[i]!, null, { maxLength });
    expect([fnv(both.ids), fnv(both.typeIds), fnv(one.ids)], `pair ${i}`).toEqual(expected);
  }
});

test("BERT's words equal the reference's for every character, whatever Unicode the engine knows", () => {
  const words = new BertWords(UNCASED);
  const starts = [...Array.from({ length: 0x320 }, (_, i) => i * 256), 0xe0000, 0xe0100, 0x10ff00];
  const hashes = starts.map((start) => {
    const found: string[] = [];
    for (let point = start; point < start + 256; point++) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const all: string[] = [];
      words.stretches(`a${String.fromCodePoint(point)}b\u0301`, (stretch) => all.push(...words.words(stretch)));
      found.push(all.join('|'));
    }
    return fnv(utf8.encode(found.join('\n')));
  });
  expect(hashes).toEqual(golden.normalised);
});

test('byte-level merges learnt from the same texts are those of the reference', () => {
  for (const kind of ['bytes', 'prefixed'] as const) {
    const { vocab, merges } = golden[kind].json.model;
    const texts = kind === 'prefixed' ? sentences.map((s) => ` ${s}`) : sentences;
    const tokenizer = trainBytePair(texts, { vocabSize: Object.keys(vocab).length });
    expect(tokenizer.merges.map((pair) => pair.join(' '))).toEqual(merges);
    expect(Object.fromEntries(tokenizer.vocabulary.ids)).toEqual(vocab);
  }
});

test('WordPiece learnt from the same texts is that of the reference, given the order of its characters', () => {
  const { vocab } = golden.uncased.json.model;
  const tokens = Object.entries(vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
  const characters = tokens.filter((token, i) => i < 5 || [...token.replace(/^##(?=.)/u, '')].length === 1);
  expect(tokens.slice(0, characters.length)).toEqual(characters);
  const tokenizer = trainWordPiece(sentences, { vocabSize: tokens.length, specialTokens: characters });
  expect(tokenizer.vocabulary.tokens).toEqual(tokens);
});
