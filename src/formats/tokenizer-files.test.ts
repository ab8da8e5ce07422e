import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BytePairTokenizer, trainBytePair, trainWordPiece, type WordPieceTokenizer } from '../text/index.ts';
import { readTokenizer, writeTokenizer, writeVocabulary } from './index.ts';

const TEXT = 'Die Lungen sind frei; no effusion, no effusion. Naïve 🫁 lungs lungs.';
let root: string;
let words: WordPieceTokenizer;
let bytes: BytePairTokenizer;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fovea-tokenizers-'));
  words = trainWordPiece([TEXT], { vocabSize: 80 });
  bytes = trainBytePair([TEXT], { vocabSize: 280 });
});
afterAll(() => rmSync(root, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test('tokenizer.json and the older files give the same tokeniser back', () => {
  for (const [name, tokenizer] of Object.entries({ words, bytes })) {
    const folder = join(root, name);
    mkdirSync(folder);
    writeVocabulary(folder, tokenizer);
    const older = readTokenizer(folder);
    writeTokenizer(join(folder, 'tokenizer.json'), tokenizer);
    for (const read of [older, readTokenizer(folder), readTokenizer(join(folder, 'tokenizer.json'))]) {
      expect(read.toJSON()).toEqual(tokenizer.toJSON());
      expect(read.encode(TEXT)).toEqual(tokenizer.encode(TEXT));
    }
  }
});

test('a vocab.txt is of an uncased model unless tokenizer_config.json beside it says otherwise', () => {
  const path = file('cased/vocab.txt', '[UNK]\nLung\nlung\n');
  expect([...readTokenizer(path).encode('Lung')]).toEqual([2]);
  file('cased/tokenizer_config.json', '{"do_lower_case": false}');
  expect([...readTokenizer(path).encode('Lung')]).toEqual([1]);
});

test('files that are no tokeniser are one line that names them', () => {
  const refuse = (path: string) => expect(() => readTokenizer(path));
  refuse(join(root, 'none.json')).toThrow(/none\.json: cannot read: no such file/);
  refuse(file('broken.json', '{"model":')).toThrow(/broken\.json: is not JSON; restore it/);
  refuse(file('list.json', '[]')).toThrow(/list\.json: is no tokenizer\.json: /);
  refuse(file('binary.txt', Uint8Array.of(0xff, 0xfe))).toThrow(/binary\.txt: is not UTF-8 text/);
  refuse(file('prose/book.txt', 'a\nb\n')).toThrow(/book\.txt: is no vocabulary of BERT \(it lacks \[UNK\]\)/);
  refuse(file('holes/vocab.txt', '[UNK]\n\nb\n')).toThrow(/vocab\.txt: line 2 is empty/);
  refuse(file('twice/vocab.txt', '[UNK]\nb\nb\n')).toThrow(/vocab\.txt: its vocabulary has the token "b" twice/);
  mkdirSync(join(root, 'empty'));
  refuse(join(root, 'empty')).toThrow(/empty: has no tokenizer\.json, vocab\.txt or vocab\.json/);
  const vocab = file('gpt/vocab.json', '{"a":0,"b":1}');
  refuse(vocab).toThrow(/merges\.txt: cannot read: no such file/);
  file('gpt/merges.txt', '#version: 0.2\na b c\n');
  refuse(vocab).toThrow(/merges\.txt: line 2 is not two tokens with a space between: "a b c"/);
  file('gpt/merges.txt', '#version: 0.2\na b\n');
  refuse(vocab).toThrow(/merges\.txt: merge 1 needs the token "ab", which the vocabulary lacks/);
});

test('kinds of tokenizer.json that would not be exact are refused by what is strange in them', () => {
  const changed = (tokenizer: unknown, change: (json: ReturnType<typeof JSON.parse>) => void) => {
    const json = JSON.parse(JSON.stringify(tokenizer));
    change(json);
    return () => readTokenizer(file('changed.json', JSON.stringify(json)));
  };
  expect(changed(bytes, (json) => Object.assign(json.model, { type: 'Unigram' }))).toThrow(
    /changed\.json: is a tokenizer of the kind Unigram; Fovea runs WordPiece/,
  );
  expect(changed(bytes, (json) => Object.assign(json.pre_tokenizer, { type: 'Metaspace' }))).toThrow(
    'is a tokenizer of the kind BPE with the pre-tokenizer Metaspace',
  );
  expect(changed(bytes, (json) => Object.assign(json.model, { byte_fallback: true }))).toThrow('model.byte_fallback');
  expect(changed(bytes, (json) => Object.assign(json.added_tokens[0], { lstrip: true }))).toThrow(
    'added_tokens: <|endoftext|> is matched with its surroundings',
  );
  expect(changed(bytes, (json) => Object.assign(json.model.vocab, { new: 999 }))).toThrow('its token ids leave gaps');
  expect(changed(words, (json) => Object.assign(json.normalizer, { type: 'NFKC' }))).toThrow('normalizer.type');
  expect(changed(words, (json) => Object.assign(json, { pre_tokenizer: null }))).toThrow('pre_tokenizer: is missing');
});

test('newer files write a merge as a list of two', () => {
  const json = JSON.parse(readFileSync(join(root, 'bytes', 'tokenizer.json'), 'utf8'));
  json.model.merges = json.model.merges.map((merge: string) => merge.split(' '));
  expect(readTokenizer(file('new.json', JSON.stringify(json))).encode(TEXT)).toEqual(bytes.encode(TEXT));
});
