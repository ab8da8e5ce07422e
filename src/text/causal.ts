import { random } from '../stats/random.ts';

/** Token windows of a text, each with the same one token later. */
export interface CausalBatch {
  /** [count × length], row by row. */
  readonly tokens: Int32Array;
  readonly targets: Int32Array;
  readonly count: number;
  readonly length: number;
}

export interface CausalOptions {
  readonly count: number;
  readonly length: number;
  readonly seed: number;
  /** Number of the batch in the run: the windows are a function of it and the seed alone. */
  readonly step: number;
}

/** Windows at random places, as language models are trained on one long text. */
export function causalBatch(text: Int32Array, { count, length, seed, step }: CausalOptions): CausalBatch {
  checkLength(text, length);
  const rng = random(seed, 'causal', step);
  return windows(
    text,
    Array.from({ length: count }, () => rng.int(text.length - length)),
    length,
  );
}

/** All of a text in windows that do not overlap, at most `count` together; a rest shorter than a window is left out. */
export function* causalWindows(text: Int32Array, { count, length }: Pick<CausalOptions, 'count' | 'length'>) {
  checkLength(text, length);
  const total = Math.floor((text.length - 1) / length);
  for (let first = 0; first < total; first += count) {
    const starts = Array.from({ length: Math.min(count, total - first) }, (_, i) => (first + i) * length);
    yield windows(text, starts, length);
  }
}

function windows(text: Int32Array, starts: readonly number[], length: number): CausalBatch {
  const tokens = new Int32Array(starts.length * length);
  const targets = new Int32Array(starts.length * length);
  for (const [row, start] of starts.entries()) {
    tokens.set(text.subarray(start, start + length), row * length);
    targets.set(text.subarray(start + 1, start + length + 1), row * length);
  }
  return { tokens, targets, count: starts.length, length };
}

function checkLength(text: Int32Array, length: number): void {
  if (text.length > length) return;
  throw new RangeError(`the text has ${text.length} tokens, too few for a context of ${length}: give a longer text`);
}
