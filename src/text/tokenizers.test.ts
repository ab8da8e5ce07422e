import { expect, test } from 'vitest';
import { gptWords } from './byte-level.ts';
import {
  BytePairTokenizer,
  CharacterTokenizer,
  END_OF_TEXT,
  padBatch,
  textStream,
  trainBytePair,
  trainWordPiece,
  Vocabulary,
  WordPieceTokenizer,
} from './index.ts';

const TEXT = 'The lungs are clear. The lungs are hyperexpanded; no effusion, no pneumothorax. Naïve 🫁 lungs.';

test('byte-level BPE gives any text back, and merges what it learnt', () => {
  const tokenizer = trainBytePair([TEXT, TEXT], { vocabSize: 300 });
  for (const text of [TEXT, 'Ωμέγα 漢字 👩‍⚕️\u0000\r\n\t  x', '', '\ufeffBOM']) {
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  }
  expect(tokenizer.vocabSize).toBe(300);
  expect(tokenizer.encode(' lungs').length).toBe(1);
  expect(() => tokenizer.decode([300])).toThrow('token 300 is not of this vocabulary of 300');
  expect(() => trainBytePair([TEXT], { vocabSize: 100 })).toThrow('needs 257 tokens at least, not 100');
});

test('special tokens are found in the text and leave no trace when decoded, unless they are kept', () => {
  for (const tokenizer of [
    trainBytePair([TEXT], { vocabSize: 260 }),
    CharacterTokenizer.train(TEXT, [END_OF_TEXT]),
    CharacterTokenizer.fromJSON(JSON.parse(JSON.stringify(CharacterTokenizer.train(TEXT, [END_OF_TEXT])))),
  ]) {
    const end = tokenizer.specialTokens.get(END_OF_TEXT)!;
    const ids = tokenizer.encode(`clear${END_OF_TEXT}The`);
    expect([...ids].filter((id) => id === end)).toHaveLength(1);
    expect(tokenizer.decode(ids)).toBe('clearThe');
    expect(tokenizer.decode(ids, { keepSpecial: true })).toBe(`clear${END_OF_TEXT}The`);
  }
});

test('half a surrogate pair counts as U+FFFD', () => {
  const bytes = trainBytePair([TEXT], { vocabSize: 260 });
  expect(bytes.encode('a\ud800b')).toEqual(bytes.encode('a\ufffdb'));
  const words = trainWordPiece([TEXT], { vocabSize: 100 });
  expect(words.encode('no\ud83e effusion\udc00')).toEqual(words.encode('no\ufffd effusion\ufffd'));
  expect(words.encode('\udc00')).toHaveLength(0); // BERT drops U+FFFD
});

test('WordPiece takes the longest pieces first, and calls a word unknown as a whole', () => {
  const vocabulary = new Vocabulary(['[UNK]', 'pneumo', '##thorax', '##tho', 'no', '.']);
  const tokenizer = new WordPieceTokenizer({ vocabulary });
  expect([...tokenizer.encode('No PNEUMOTHORAX.')]).toEqual([4, 1, 2, 5]);
  expect([...tokenizer.encode('pneumothoraces')]).toEqual([0]);
  expect([...tokenizer.encode('no'.repeat(51))]).toEqual([0]);
  expect(tokenizer.decode([4, 1, 2, 5])).toBe('no pneumothorax.');
  expect([1, 2].map((id) => tokenizer.continues(id))).toEqual([false, true]);
});

test('a vocabulary without a token for the unknown says which word has none', () => {
  const words = new WordPieceTokenizer({ vocabulary: new Vocabulary(['no']) });
  expect(() => words.encode('no effusion')).toThrow(
    'no token spells "effusion", and the vocabulary has no [UNK] for the unknown',
  );
  expect(() => words.encodePair('no')).toThrow('the vocabulary has no [CLS], which BERT sets around texts');
  const bytes = new BytePairTokenizer({ vocabulary: new Vocabulary(['n', 'o']), merges: [] });
  expect(() => bytes.encode('noé')).toThrow('the vocabulary has no token for the byte 0xC3 of "noé"');
});

test('pairs fill up to one length, and what does not fit is refused', () => {
  const tokenizer = trainWordPiece([TEXT], { vocabSize: 120 });
  const [cls, sep, pad] = ['[CLS]', '[SEP]', '[PAD]'].map((token) => tokenizer.id(token)!);
  const pair = tokenizer.encodePair('no effusion', 'clear');
  expect([pair.ids[0], pair.ids.at(-1)]).toEqual([cls, sep]);
  const batch = padBatch([pair, tokenizer.encodePair('no')], { pad: pad! });
  expect(batch.length).toBe(pair.ids.length);
  expect([...batch.mask.subarray(batch.length)]).toEqual([1, 1, 1, ...Array(batch.length - 3).fill(0)]);
  expect(batch.ids.at(-1)).toBe(pad);
  expect(() => padBatch([pair], { pad: pad!, length: 3 })).toThrow('does not fit a length of 3');
  expect(() => tokenizer.encodePair('no', 'yes', { maxLength: 2 })).toThrow('no room for text beside 3 special tokens');
});

test('the same texts give the same vocabulary, whatever their order', () => {
  const texts = TEXT.split('. ');
  for (const train of [trainBytePair, trainWordPiece]) {
    const options = { vocabSize: 290, minFrequency: 1 };
    expect(train([...texts].reverse(), options).toJSON()).toEqual(train(texts, options).toJSON());
  }
});

test("GPT-2's words are those of its regular expression", () => {
  const pattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
  for (const text of [
    "we've  don't 'S ''s x're",
    'a\n\n b \t c  ',
    ' ',
    '  3.5mm ',
    "'",
    'é🫁🫁 ½²x',
    '\u3000\u00a0ab',
  ])
    expect(words(text)).toEqual(text.match(pattern));
});

function words(text: string): string[] {
  const found: string[] = [];
  gptWords(text, (word) => found.push(word));
  return found;
}

test('a word of 200,000 letters takes no quadratic time', () => {
  const tokenizer = trainBytePair(['ab abab abababab'.repeat(4)], { vocabSize: 262 });
  const word = 'ab'.repeat(100_000);
  expect(tokenizer.decode(tokenizer.encode(word))).toBe(word);
});

test('text streams as tokens come, and never shows half a character', () => {
  const tokenizer = trainBytePair(['x'], { vocabSize: 257 });
  const ids = [...tokenizer.encode('a🫁é.')];
  const stream = textStream(tokenizer, ids.slice(0, 1));
  expect(ids.slice(1).map(stream.next)).toEqual(['', '', '', '🫁', '', 'é', '.']);
  expect([stream.next(ids[1]!), stream.end(), stream.end()]).toEqual(['', '\ufffd', '']);
  const words = trainWordPiece([TEXT], { vocabSize: 60 });
  const tokens = [...words.encode(TEXT)];
  expect(tokens.map(textStream(words, []).next).join('')).toBe(words.decode(tokens));
});
