import { random } from '../../stats/random.ts';
import { joinPair, type PaddedBatch, padBatch } from '../encoding.ts';
import type { Document } from './documents.ts';
import { type MaskVocabulary, maskTokens } from './masking.ts';
import { type Segments, segmentsOf } from './segments.ts';

export interface PreTrainingBatch extends PaddedBatch {
  /** Where to predict, row × length + column. [P] */
  readonly positions: Int32Array;
  /** What stood there. [P] */
  readonly targets: Int32Array;
  /** 0: the second segment follows the first; 1: it is of another document. [count]; null without pairs. */
  readonly random: Int32Array | null;
}

export interface PreTrainingOptions {
  readonly vocabulary: MaskVocabulary;
  /** Most tokens of a row, special ones included. */
  readonly length: number;
  /** Rows of a batch. */
  readonly count: number;
  readonly pairs: boolean;
  readonly wholeWords?: boolean;
  readonly seed: number;
}

/** Batches that are shuffled together; within, rows of like length go into one batch, which saves padding. */
const BATCHES_SORTED = 16;

/**
 * Batches for masked-language-model and next-sentence training: each a function of (seed, step), whatever was read before. Every pass reads
 * all documents in new segments and under new masks; what does not fill the last batch of a pass is left out of it.
 */
export class PreTrainingBatches {
  readonly #documents: readonly Document[];
  readonly #options: PreTrainingOptions;
  /** First step of each pass that was planned. */
  readonly #starts: number[] = [0];
  #plan: { readonly pass: number; readonly batches: readonly (readonly Segments[])[] } | null = null;

  constructor(documents: readonly Document[], options: PreTrainingOptions) {
    if (options.length < 8)
      throw new RangeError(`a context of ${options.length} tokens is too short for BERT: give 8 or more`);
    if (documents.length === 0) throw new Error('there is no document to learn from');
    this.#documents = documents;
    this.#options = options;
  }

  batch(step: number): PreTrainingBatch {
    let pass = this.#starts.findLastIndex((start) => start <= step);
    for (;;) {
      const { batches } = this.#planned(pass);
      const index = step - this.#starts[pass]!;
      if (index < batches.length) return this.#assemble(batches[index]!, step);
      pass++;
    }
  }

  /** One pass in the documents' order, its rest as well: to measure by. */
  *all(): Generator<PreTrainingBatch> {
    const rows = this.#segments(0);
    const { count } = this.#options;
    for (let i = 0; i * count < rows.length; i++) yield this.#assemble(rows.slice(i * count, (i + 1) * count), i);
  }

  #segments(pass: number): Segments[] {
    const { length, pairs, seed } = this.#options;
    return segmentsOf(this.#documents, { length, pairs, seed, pass });
  }

  #planned(pass: number) {
    if (this.#plan?.pass === pass) return this.#plan;
    const { count, seed } = this.#options;
    const rng = random(seed, 'order', pass);
    const shuffled = rng.shuffle(this.#segments(pass));
    const size = Math.min(count, shuffled.length);
    const rows = shuffled.slice(0, shuffled.length - (shuffled.length % size)); // before sorting: the rest is of any length
    const batches: Segments[][] = [];
    for (let from = 0; from < rows.length; from += BATCHES_SORTED * size) {
      const sorted = rows.slice(from, from + BATCHES_SORTED * size).sort((a, b) => tokens(a) - tokens(b));
      const starts = Array.from({ length: sorted.length / size }, (_, i) => i * size);
      batches.push(...rng.shuffle(starts.map((start) => sorted.slice(start, start + size))));
    }
    this.#starts[pass + 1] = this.#starts[pass]! + batches.length;
    this.#plan = { pass, batches };
    return this.#plan;
  }

  #assemble(rows: readonly Segments[], step: number): PreTrainingBatch {
    const { vocabulary, pairs, wholeWords = false, seed } = this.#options;
    const [cls, sep, pad] = ['[CLS]', '[SEP]', '[PAD]'].map((name) => special(vocabulary, name)) as [
      number,
      number,
      number,
    ];
    const encodings = rows.map(({ first, second }) => joinPair(first, second, { cls, sep }));
    const masked = encodings.map(({ ids }, row) =>
      maskTokens(ids, vocabulary, { wholeWords, rng: random(seed, 'mask', step, row) }),
    );
    const batch = padBatch(encodings, { pad });
    return {
      ...batch,
      positions: Int32Array.from(
        masked.flatMap(({ positions }, row) => Array.from(positions, (at) => row * batch.length + at)),
      ),
      targets: Int32Array.from(masked.flatMap(({ targets }) => [...targets])),
      random: pairs ? Int32Array.from(rows, (row) => Number(row.random)) : null,
    };
  }
}

const tokens = ({ first, second }: Segments) => first.length + (second?.length ?? 0);

function special(vocabulary: MaskVocabulary, name: string): number {
  const id = vocabulary.specialTokens.get(name);
  if (id === undefined) throw new Error(`the vocabulary has no ${name}, which BERT needs`);
  return id;
}
