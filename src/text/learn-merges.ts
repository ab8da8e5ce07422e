import { Heap } from './heap.ts';
import type { Merge } from './merges.ts';
import { PairTable } from './pair-table.ts';

export interface CountedWord {
  readonly symbols: Int32Array;
  readonly count: number;
}

export interface LearnOptions {
  /** Where the vocabulary is full. */
  readonly vocabSize: number;
  /** A rarer pair is not merged. */
  readonly minFrequency: number;
  /** What the right of a pair loses when it joins the left: WordPiece's `##`. */
  readonly prefix?: string;
}

interface Candidate {
  readonly pair: number;
  /** As it was when it was queued. */
  readonly count: number;
  /** The words that hold it. */
  readonly words: readonly number[];
}

/**
 * Learns byte-pair merges: always the most frequent pair of neighbours next, of several equally frequent the one of the lower
 * ids. Adds to `tokens`. Sennrich et al., ACL 2016; the same merges as `BpeTrainer` of Hugging Face's `tokenizers`.
 */
export function learnMerges(words: readonly CountedWord[], tokens: string[], options: LearnOptions): Merge[] {
  const { vocabSize, minFrequency, prefix = '' } = options;
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const pairs = new Pairs();
  const live: Int32Array[] = words.map(({ symbols }) => symbols.slice());
  for (const [word, { symbols, count }] of words.entries()) {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = pairs.add(symbols[i]!, symbols[i + 1]!, count);
      pairs.found(pair, word);
    }
  }
  const queue = new Heap<Candidate>(
    (a, b) => a.count > b.count || (a.count === b.count && pairs.before(a.pair, b.pair)),
  );
  const enqueue = () => {
    for (const [pair, where] of pairs.drain()) {
      const count = pairs.counts[pair]!;
      if (count > 0) queue.push({ pair, count, words: where });
    }
  };
  enqueue();

  const merges: Merge[] = [];
  while (tokens.length < vocabSize) {
    const best = queue.pop();
    if (best === undefined) break;
    const now = pairs.counts[best.pair]!;
    if (best.count !== now) {
      queue.push({ ...best, count: now });
      continue;
    }
    if (now < 1 || now < minFrequency) break;
    const [left, right] = [pairs.left[best.pair]!, pairs.right[best.pair]!];
    const end = tokens[right]!;
    const token = tokens[left]! + (prefix !== '' && end.startsWith(prefix) ? end.slice(prefix.length) : end);
    const merged = ids.get(token) ?? tokens.length;
    if (merged === tokens.length) {
      tokens.push(token);
      ids.set(token, merged);
    }
    merges.push({ left, right, merged });
    for (const word of best.words)
      live[word] = replace(live[word]!, { left, right, merged }, pairs, words[word]!.count, word);
    enqueue();
  }
  return merges;
}

/** A word with a pair merged, from left to right; counts what that takes from other pairs and gives to new ones. */
function replace(
  symbols: Int32Array,
  { left, right, merged }: Merge,
  pairs: Pairs,
  count: number,
  word: number,
): Int32Array {
  let end = 0;
  const gain = (a: number, b: number) => pairs.found(pairs.add(a, b, count), word);
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] !== left || symbols[i + 1] !== right) {
      symbols[end++] = symbols[i]!;
      continue;
    }
    i++;
    if (end > 0) {
      pairs.add(symbols[end - 1]!, left, -count);
      gain(symbols[end - 1]!, merged);
    }
    if (i + 1 < symbols.length) {
      pairs.add(right, symbols[i + 1]!, -count);
      gain(merged, symbols[i + 1]!);
    }
    symbols[end++] = merged;
  }
  return symbols.subarray(0, end);
}

/** Pairs of neighbours, how often each occurs, and in which words new ones turned up. */
class Pairs {
  readonly left: number[] = [];
  readonly right: number[] = [];
  readonly counts: number[] = [];
  readonly #index = new PairTable();
  #found = new Map<number, number[]>();

  /** The number of the pair. */
  add(left: number, right: number, count: number): number {
    let pair = this.#index.get(left, right);
    if (pair === undefined) {
      pair = this.counts.length;
      this.#index.set(left, right, pair);
      this.left.push(left);
      this.right.push(right);
      this.counts.push(0);
    }
    this.counts[pair]! += count;
    return pair;
  }

  /** Words come in turn, so that the last one noted tells whether this one was. */
  found(pair: number, word: number): void {
    const words = this.#found.get(pair);
    if (words === undefined) this.#found.set(pair, [word]);
    else if (words.at(-1) !== word) words.push(word);
  }

  drain(): Map<number, number[]> {
    const found = this.#found;
    this.#found = new Map();
    return found;
  }

  before(a: number, b: number): boolean {
    return this.left[a] !== this.left[b] ? this.left[a]! < this.left[b]! : this.right[a]! < this.right[b]!;
  }
}
