import { z } from 'zod';
import { AddedTokens } from './added-tokens.ts';
import { BytePairTokenizer } from './byte-pair.ts';
import { CharacterTokenizer } from './characters.ts';
import type { Tokenizer } from './tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';
import { WordPieceTokenizer } from './wordpiece.ts';

const Part = z.looseObject({ type: z.string() }).nullish();

const AddedTokenJson = z.object({
  id: z.int().min(0),
  content: z.string().min(1),
  special: z.boolean().default(false),
  normalized: z.boolean().default(false),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
});

const Vocab = z.record(z.string(), z.int().min(0));

const TokenizerJson = z.looseObject({
  added_tokens: z.array(AddedTokenJson).nullish(),
  normalizer: Part,
  pre_tokenizer: Part,
  decoder: Part,
  model: z.looseObject({ type: z.string().optional() }),
});
type TokenizerJson = z.infer<typeof TokenizerJson>;

const BertNormalizerJson = z.object({
  type: z.literal('BertNormalizer'),
  clean_text: z.boolean().default(true),
  handle_chinese_chars: z.boolean().default(true),
  strip_accents: z.boolean().nullish(),
  lowercase: z.boolean().default(true),
});

const WordPieceJson = z.object({
  unk_token: z.string().default('[UNK]'),
  continuing_subword_prefix: z.string().default('##'),
  max_input_chars_per_word: z.int().positive().default(100),
  vocab: Vocab,
});

/** Anything but plain merges is refused; newer files write a merge as a list of two. */
const BytePairJson = z.object({
  dropout: z.literal(0).nullish(),
  unk_token: z.string().nullish(),
  continuing_subword_prefix: z.literal('').nullish(),
  end_of_word_suffix: z.literal('').nullish(),
  byte_fallback: z.literal(false).optional(),
  ignore_merges: z.literal(false).optional(),
  vocab: Vocab,
  merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
});

const ByteLevelJson = z.object({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean().default(true),
  use_regex: z.literal(true).default(true),
});

/**
 * The tokeniser of a Hugging Face `tokenizer.json`: WordPiece with BERT's normaliser, byte-level BPE with GPT-2's words, or the
 * characters of `CharacterTokenizer`. What none of them does exactly is refused, never done roughly.
 * @throws Error, one line without the file's name, that says what is wrong or unknown.
 */
export function parseTokenizer(json: unknown): Tokenizer {
  const file = read(TokenizerJson, json, '');
  const kind = file.model.type ?? ('merges' in file.model ? 'BPE' : 'WordPiece');
  if (kind === 'WordPiece') return wordPiece(file);
  if (kind === 'BPE' && file.pre_tokenizer?.type === 'ByteLevel') return bytePair(file);
  if (kind === 'BPE' && file.pre_tokenizer == null) return CharacterTokenizer.fromJSON(json);
  const words = kind === 'BPE' ? ` with the pre-tokenizer ${file.pre_tokenizer?.type}` : '';
  throw new Error(
    `is a tokenizer of the kind ${kind}${words}; Fovea runs WordPiece as in BERT, byte-level BPE as in GPT-2, and characters`,
  );
}

function wordPiece(file: TokenizerJson): WordPieceTokenizer {
  only(file.pre_tokenizer, 'BertPreTokenizer', 'pre_tokenizer');
  const normalizer = read(BertNormalizerJson, file.normalizer, 'normalizer');
  const model = read(WordPieceJson, file.model, 'model');
  const decoder = file.decoder as { cleanup?: boolean } | null | undefined;
  const { clean_text: cleanText, handle_chinese_chars: spaceIdeographs, strip_accents, lowercase } = normalizer;
  const { vocabulary, addedTokens } = withAdded(file, model.vocab);
  if (addedTokens.list.some((token) => token.normalized)) {
    throw new Error('added_tokens: has a token that is matched after normalisation, which Fovea does not do for BERT');
  }
  return new WordPieceTokenizer({
    vocabulary,
    addedTokens,
    normalizer: { cleanText, spaceIdeographs, stripAccents: strip_accents ?? lowercase, lowercase },
    unknown: model.unk_token,
    prefix: model.continuing_subword_prefix,
    maxWordLength: model.max_input_chars_per_word,
    cleanUp: decoder?.cleanup ?? true,
  });
}

function bytePair(file: TokenizerJson): BytePairTokenizer {
  if (file.normalizer != null)
    throw new Error(`normalizer: ${file.normalizer.type} is not known beside byte-level BPE`);
  const { add_prefix_space: addPrefixSpace } = read(ByteLevelJson, file.pre_tokenizer, 'pre_tokenizer');
  const model = read(BytePairJson, file.model, 'model');
  return new BytePairTokenizer({
    ...withAdded(file, model.vocab),
    merges: model.merges.map((merge, i) => (typeof merge === 'string' ? splitMerge(merge, `merge ${i + 1}`) : merge)),
    addPrefixSpace,
  });
}

/** @throws Error, one line, where a line of `merges.txt` is not two tokens with a space between. */
export function splitMerge(line: string, where: string): readonly [left: string, right: string] {
  const space = line.indexOf(' ');
  if (space > 0 && space < line.length - 1 && line.indexOf(' ', space + 1) < 0) {
    return [line.slice(0, space), line.slice(space + 1)];
  }
  throw new Error(`${where} is not two tokens with a space between: ${JSON.stringify(line)}`);
}

/** The vocabulary with the added tokens that it lacks. */
function withAdded({ added_tokens }: TokenizerJson, vocab: Readonly<Record<string, number>>) {
  const list = added_tokens ?? [];
  const strange = list.find(({ single_word, lstrip, rstrip }) => single_word || lstrip || rstrip);
  if (strange !== undefined) {
    throw new Error(
      `added_tokens: ${strange.content} is matched with its surroundings (single_word, lstrip or rstrip), which Fovea does not do`,
    );
  }
  const added = list.map(({ id, content, special, normalized }) => ({ id, content, special, normalized }));
  const entries = [...Object.entries(vocab), ...added.map(({ content, id }) => [content, id] as const)];
  return { vocabulary: Vocabulary.fromEntries(entries), addedTokens: new AddedTokens(added) };
}

function only(part: z.infer<typeof Part>, type: string, name: string): void {
  if (part?.type !== type) throw new Error(`${name}: is ${part?.type ?? 'missing'}, Fovea runs ${type} here`);
}

function read<T>(schema: z.ZodType<T>, value: unknown, part: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const where = [part, ...path.map(String)].filter((name) => name !== '').join('.');
  throw new Error(`${where === '' ? 'is no tokenizer.json' : where}: ${message}`);
}
