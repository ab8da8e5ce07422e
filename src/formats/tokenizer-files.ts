import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  BytePairTokenizer,
  END_OF_TEXT,
  parseTokenizer,
  specialTokens,
  splitMerge,
  type Tokenizer,
  Vocabulary,
  WordPieceTokenizer,
} from '../text/index.ts';
import { writeFileAtomic } from './atomic.ts';
import { badFile, systemError } from './errors.ts';

const MEND = 'give a tokenizer.json, a vocab.txt of BERT, or the folder of a vocab.json and merges.txt';

/**
 * A tokeniser as Hugging Face stores them: `tokenizer.json`, BERT's `vocab.txt`, GPT-2's `vocab.json` beside `merges.txt`, or a
 * folder with one of these, looked for in that order.
 * @throws Error, one line, that names the file.
 */
export function readTokenizer(path: string): Tokenizer {
  const file = isFolder(path) ? within(path) : path;
  if (basename(file) === 'vocab.json') return readBytePair(file);
  return file.endsWith('.txt') ? readWordPiece(file) : readJson(file);
}

/** Writes `tokenizer.json`, as a whole or not at all. */
export function writeTokenizer(path: string, tokenizer: Tokenizer): void {
  writeFileAtomic(path, `${JSON.stringify(tokenizer, null, 1)}\n`);
}

/** Writes the older files into a folder: BERT's `vocab.txt`, or GPT-2's `vocab.json` and `merges.txt`. */
export function writeVocabulary(folder: string, tokenizer: WordPieceTokenizer | BytePairTokenizer): void {
  const { tokens } = tokenizer.vocabulary;
  if (tokenizer instanceof WordPieceTokenizer) {
    writeFileAtomic(join(folder, 'vocab.txt'), `${tokens.join('\n')}\n`);
    return;
  }
  const merges = tokenizer.merges.map((pair) => pair.join(' '));
  writeFileAtomic(join(folder, 'vocab.json'), JSON.stringify(tokenizer.vocabulary));
  writeFileAtomic(join(folder, 'merges.txt'), `${['#version: 0.2', ...merges].join('\n')}\n`);
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

function within(folder: string): string {
  const file = ['tokenizer.json', 'vocab.txt', 'vocab.json']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  if (file === undefined) throw badFile(folder, 'has no tokenizer.json, vocab.txt or vocab.json', MEND);
  return file;
}

function readJson(path: string): Tokenizer {
  const json = parseJson(path);
  return named(path, () => parseTokenizer(json));
}

/** How BERT's words are normalised stands beside the vocabulary; without it, as in `bert-base-uncased`. */
const TokenizerConfig = z.object({
  do_lower_case: z.boolean().nullish(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().nullish(),
});

function readWordPiece(path: string): Tokenizer {
  const lines = readUtf8(path).replace(/\n$/, '').split('\n');
  const tokens = lines.map((line) => line.replace(/\r$/, ''));
  const empty = tokens.indexOf('');
  if (empty >= 0) throw badFile(path, `line ${empty + 1} is empty`, 'a vocabulary has one token a line');
  if (!tokens.includes('[UNK]')) throw badFile(path, 'is no vocabulary of BERT (it lacks [UNK])', MEND);
  const beside = join(dirname(path), 'tokenizer_config.json');
  const json = existsSync(beside) ? parseJson(beside) : {};
  const config = named(beside, () => TokenizerConfig.parse(json));
  const lowercase = config.do_lower_case ?? true;
  const normalizer = {
    cleanText: true,
    spaceIdeographs: config.tokenize_chinese_chars ?? true,
    stripAccents: config.strip_accents ?? lowercase,
    lowercase,
  };
  return named(path, () => new WordPieceTokenizer({ vocabulary: new Vocabulary(tokens), normalizer }));
}

function readBytePair(path: string): Tokenizer {
  const vocab = z.record(z.string(), z.int().min(0)).safeParse(parseJson(path));
  if (!vocab.success) throw badFile(path, 'is no vocabulary (tokens with their ids)', MEND);
  const merges = join(dirname(path), 'merges.txt');
  const lines = readUtf8(merges)
    .split('\n')
    .map((line) => line.replace(/\r$/, ''));
  const pairs = named(merges, () =>
    lines.flatMap((line, i) =>
      line === '' || (i === 0 && line.startsWith('#version')) ? [] : [splitMerge(line, `line ${i + 1}`)],
    ),
  );
  const vocabulary = named(path, () => Vocabulary.fromEntries(Object.entries(vocab.data)));
  const end = vocabulary.ids.get(END_OF_TEXT);
  const addedTokens = specialTokens(end === undefined ? [] : [[END_OF_TEXT, end] as const]);
  return named(merges, () => new BytePairTokenizer({ vocabulary, merges: pairs, addedTokens }));
}

/** What `make` complains of as one line about the file. */
function named<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw badFile(path, (error as Error).message, MEND);
  }
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readUtf8(path));
  } catch (error) {
    if (error instanceof SyntaxError) throw badFile(path, 'is not JSON', 'restore it, or copy it again');
    throw error;
  }
}

function readUtf8(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw systemError(path, 'read', error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badFile(path, 'is not UTF-8 text', 'copy it again');
  }
}
