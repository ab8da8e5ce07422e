import { type Random, random } from '../../stats/random.ts';
import type { Document } from './documents.ts';

/** What BERT reads at once: one segment, or two of which the second follows the first or is of another document. */
export interface Segments {
  readonly first: Int32Array;
  readonly second: Int32Array | null;
  /** The second is of another document. */
  readonly random: boolean;
}

export interface SegmentOptions {
  /** Most tokens, special ones included. */
  readonly length: number;
  /** Pairs for next-sentence prediction; else one segment of a document alone. */
  readonly pairs: boolean;
  /** Share of documents that are read in shorter pieces, so that training meets them; the paper's 0.1. */
  readonly shortShare?: number;
  readonly seed: number;
  /** Number of the pass through the documents: the segments are a function of it and the seed alone. */
  readonly pass: number;
}

/**
 * One pass through all documents, each sentence read once as first or following segment: sentences are gathered up to the length, cut
 * in two at random, and half of the second parts are replaced by sentences of another document (what they replace is read next). As
 * `create_pretraining_data.py` of Devlin et al., 2018, whose every step this follows.
 * @throws Error where pairs are wanted of a single document.
 */
export function segmentsOf(documents: readonly Document[], options: SegmentOptions): Segments[] {
  const { length, pairs, shortShare = 0.1, seed, pass } = options;
  if (pairs && documents.length < 2) {
    throw new Error(
      'next-sentence prediction needs two documents at least: give more text, or leave it out (--no-nsp)',
    );
  }
  const room = length - (pairs ? 3 : 2);
  return documents.flatMap((document, index) => {
    const rng = random(seed, 'segments', pass, index);
    const target = rng.next() < shortShare ? 2 + rng.int(room - 1) : room;
    return pairs ? pairsOf(documents, index, { room, target, rng }) : singlesOf(document, room, target);
  });
}

interface Room {
  /** Most tokens of a pair without its special tokens. */
  readonly room: number;
  /** Where to stop gathering. */
  readonly target: number;
  readonly rng: Random;
}

function pairsOf(documents: readonly Document[], index: number, { room, target, rng }: Room): Segments[] {
  const document = documents[index]!;
  const found: Segments[] = [];
  let gathered: Int32Array[] = [];
  for (let i = 0; i < document.length; i++) {
    gathered.push(document[i]!);
    if (i < document.length - 1 && tokensIn(gathered) < target) continue;
    const cut = gathered.length > 1 ? 1 + rng.int(gathered.length - 1) : 1;
    const first = gathered.slice(0, cut);
    const replaced = gathered.length === 1 || rng.next() < 0.5;
    const second = replaced
      ? elsewhere(documents, index, { least: target - tokensIn(first), rng })
      : gathered.slice(cut);
    if (replaced) i -= gathered.length - cut;
    const [a, b] = trim(join(first), join(second), room, rng);
    found.push({ first: a, second: b, random: replaced });
    gathered = [];
  }
  return found;
}

/** Sentences of another document, from a random place to its end or until there are `least` tokens. */
function elsewhere(
  documents: readonly Document[],
  index: number,
  { least, rng }: { least: number; rng: Random },
): Int32Array[] {
  const other = rng.int(documents.length - 1);
  const document = documents[other < index ? other : other + 1]!;
  const found: Int32Array[] = [];
  for (let i = rng.int(document.length); i < document.length; i++) {
    found.push(document[i]!);
    if (tokensIn(found) >= least) break;
  }
  return found;
}

/** The longer segment loses tokens, each from its front or its back, until both fit. */
function trim(first: Int32Array, second: Int32Array, room: number, rng: Random): [Int32Array, Int32Array] {
  let [a, b] = [first, second];
  const shorter = (x: Int32Array) => (rng.next() < 0.5 ? x.subarray(1) : x.subarray(0, -1));
  while (a.length + b.length > room) {
    if (a.length > b.length) a = shorter(a);
    else b = shorter(b);
  }
  return [a, b];
}

function singlesOf(document: Document, room: number, target: number): Segments[] {
  const found: Segments[] = [];
  let gathered: Int32Array[] = [];
  const close = () => {
    if (gathered.length > 0) found.push({ first: join(gathered), second: null, random: false });
    gathered = [];
  };
  for (const sentence of document) {
    if (tokensIn(gathered) + sentence.length > room) close();
    gathered.push(sentence);
    if (tokensIn(gathered) >= target) close();
  }
  close();
  return found;
}

const tokensIn = (sentences: readonly Int32Array[]) => sentences.reduce((sum, { length }) => sum + length, 0);

function join(sentences: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(tokensIn(sentences));
  let at = 0;
  for (const sentence of sentences) {
    out.set(sentence, at);
    at += sentence.length;
  }
  return out;
}
