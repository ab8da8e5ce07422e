import { type AddedTokens, specialTokens } from './added-tokens.ts';
import { type BertNormalizer, BertWords, UNCASED } from './bert-words.ts';
import { type Encoding, joinPair, type PairOptions } from './encoding.ts';
import type { TokenBuffer } from './token-buffer.ts';
import type { DecodeOptions } from './tokenizer.ts';
import type { Vocabulary } from './vocabulary.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { WordCache } from './word-cache.ts';

export const BERT_SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

export interface WordPieceOptions {
  readonly vocabulary: Vocabulary;
  /** Default: those of `BERT_SPECIAL_TOKENS` that the vocabulary has. */
  readonly addedTokens?: AddedTokens;
  /** Default `UNCASED`. */
  readonly normalizer?: BertNormalizer;
  readonly unknown?: string;
  /** Marks a piece that goes on with a word. */
  readonly prefix?: string;
  /** A longer word (in code points) is unknown as a whole. */
  readonly maxWordLength?: number;
  /** Decoding sets punctuation as one writes it. */
  readonly cleanUp?: boolean;
}

/**
 * BERT's tokeniser: words by spaces and punctuation, each cut into the longest pieces that the vocabulary has, from its
 * beginning. Wu et al., "Google's neural machine translation system", 2016; byte-equal to Hugging Face's `tokenizers`.
 */
export class WordPieceTokenizer extends VocabularyTokenizer {
  readonly normalizer: BertNormalizer;
  readonly unknown: string;
  readonly prefix: string;
  readonly maxWordLength: number;
  readonly cleanUp: boolean;
  readonly #words: BertWords;
  readonly #cache = new WordCache();

  constructor(options: WordPieceOptions) {
    const { vocabulary, normalizer = UNCASED } = options;
    super(vocabulary, options.addedTokens ?? specialTokensIn(vocabulary));
    this.normalizer = normalizer;
    this.unknown = options.unknown ?? '[UNK]';
    this.prefix = options.prefix ?? '##';
    this.maxWordLength = options.maxWordLength ?? 100;
    this.cleanUp = options.cleanUp ?? true;
    this.#words = new BertWords(normalizer);
  }

  /** `[CLS] first [SEP]`, or `[CLS] first [SEP] second [SEP]`, as BERT reads them; the longer is cut to `maxLength` first. */
  encodePair(first: string, second: string | null = null, options: PairOptions = {}): Encoding {
    const [cls, sep] = [this.#special('[CLS]'), this.#special('[SEP]')];
    return joinPair(this.encode(first), second === null ? null : this.encode(second), { ...options, cls, sep });
  }

  decode(ids: ArrayLike<number>, { keepSpecial = false }: DecodeOptions = {}): string {
    let text = '';
    for (const id of Array.from(ids)) {
      const token = this.vocabulary.token(id);
      if (!keepSpecial && this.addedTokens.isSpecial(id)) continue;
      const glued = text === '' ? token : token.startsWith(this.prefix) ? token.slice(this.prefix.length) : ` ${token}`;
      text += this.cleanUp ? tidy(glued) : glued;
    }
    return text;
  }

  /** Whether a token goes on with the word before it. */
  continues(id: number): boolean {
    return this.vocabulary.token(id).startsWith(this.prefix);
  }

  toJSON(): unknown {
    const { cleanText, spaceIdeographs, stripAccents, lowercase } = this.normalizer;
    return {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: this.addedTokens.toJSON(),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: cleanText,
        handle_chinese_chars: spaceIdeographs,
        strip_accents: stripAccents,
        lowercase,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: this.#template(),
      decoder: { type: 'WordPiece', prefix: this.prefix, cleanup: this.cleanUp },
      model: {
        type: 'WordPiece',
        unk_token: this.unknown,
        continuing_subword_prefix: this.prefix,
        max_input_chars_per_word: this.maxWordLength,
        vocab: this.vocabulary.toJSON(),
      },
    };
  }

  protected spell(part: string, ids: TokenBuffer): void {
    this.#words.stretches(part, (stretch) => ids.append(this.#cache.of(stretch, this.#split)));
  }

  readonly #split = (stretch: string): Int32Array =>
    Int32Array.from(this.#words.words(stretch).flatMap((word) => this.#pieces(word)));

  #pieces(word: string): number[] {
    const points = [...word];
    const pieces: number[] = [];
    let start = 0;
    while (start < points.length && points.length <= this.maxWordLength) {
      const head = start > 0 ? this.prefix : '';
      let end = points.length;
      let id: number | undefined;
      while (end > start) {
        id = this.vocabulary.ids.get(head + points.slice(start, end).join(''));
        if (id !== undefined) break;
        end--;
      }
      if (id === undefined) break;
      pieces.push(id);
      start = end;
    }
    return start === points.length ? pieces : [this.#unknownId(word)];
  }

  #unknownId(word: string): number {
    const id = this.vocabulary.ids.get(this.unknown);
    if (id !== undefined) return id;
    throw new Error(
      `no token spells ${JSON.stringify(word)}, and the vocabulary has no ${this.unknown} for the unknown`,
    );
  }

  #special(token: string): number {
    const id = this.vocabulary.ids.get(token);
    if (id === undefined) throw new Error(`the vocabulary has no ${token}, which BERT sets around texts`);
    return id;
  }

  #template(): unknown {
    const [cls, sep] = ['[CLS]', '[SEP]'].map((token) => [token, this.vocabulary.ids.get(token)] as const);
    if (cls?.[1] === undefined || sep?.[1] === undefined) return null;
    return { type: 'BertProcessing', sep, cls };
  }
}

function specialTokensIn(vocabulary: Vocabulary): AddedTokens {
  const known = BERT_SPECIAL_TOKENS.filter((token) => vocabulary.ids.has(token));
  return specialTokens(known.map((token) => [token, vocabulary.ids.get(token)!] as const));
}

const HABITS = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
] as const;

function tidy(piece: string): string {
  let text = piece;
  for (const [from, to] of HABITS) text = text.replaceAll(from, to);
  return text;
}
