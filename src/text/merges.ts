import { Heap } from './heap.ts';
import { PairTable } from './pair-table.ts';

/** Two tokens and the one that they become; the earlier in a list of merges, the sooner. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly merged: number;
}

/** The merges of a byte-pair encoding, applied to one word at a time. */
export class Merges {
  readonly list: readonly Merge[];
  readonly #ranks: PairTable;

  constructor(list: readonly Merge[]) {
    this.list = list;
    this.#ranks = new PairTable(list.length);
    for (const [rank, { left, right }] of list.entries()) this.#ranks.set(left, right, rank);
  }

  /**
   * Merges pairs of neighbours until none is known: the earliest merge first, of several places the leftmost. By a heap, so
   * that a word of a million letters takes n log n.
   */
  apply(word: Int32Array): Int32Array {
    const count = word.length;
    if (count < 2) return word;
    const symbols = word.slice();
    const [next, previous] = [new Int32Array(count), new Int32Array(count)];
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    const queue = new Heap(earlier); // rank × count + place
    const consider = (left: number) => {
      const right = next[left]!;
      const rank = right < count ? this.#ranks.get(symbols[left]!, symbols[right]!) : undefined;
      if (rank !== undefined) queue.push(rank * count + left);
    };
    for (let i = 0; i < count - 1; i++) consider(i);

    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const left = key % count;
      const right = next[left]!;
      const { merged } = this.list[(key - left) / count]!;
      if (right >= count || symbols[left] === GONE) continue;
      const rank = this.#ranks.get(symbols[left]!, symbols[right]!);
      if (rank === undefined || this.list[rank]!.merged !== merged) continue; // of a pair that has changed since
      symbols[left] = merged;
      symbols[right] = GONE;
      const after = next[right]!;
      next[left] = after;
      if (after < count) previous[after] = left;
      if (previous[left]! >= 0) consider(previous[left]!);
      consider(left);
    }
    return symbols.filter((id) => id !== GONE);
  }
}

const GONE = -1;

const earlier = (a: number, b: number) => a < b;
