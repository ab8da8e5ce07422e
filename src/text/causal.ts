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
  const starts = Array.from({ length: count }, () => rng.int(text.length - length));
  return rows(text, starts, length);
}

/** A stretch of text that a model is measured on. */
export interface Window {
  /** Each but the first is guessed from those before it. */
  readonly tokens: Int32Array;
  /** The first that counts; those before it are there to be read. */
  readonly from: number;
}

/** All of a text in windows of `length` guesses that do not overlap; a rest shorter than a window is left out. */
export function textWindows(text: Int32Array, length: number): Window[] {
  checkLength(text, length);
  const count = Math.floor((text.length - 1) / length);
  return Array.from({ length: count }, (_, i) => ({
    tokens: text.subarray(i * length, (i + 1) * length + 1),
    from: 1,
  }));
}

/**
 * A document between two end tokens, each of its tokens and its end guessed once. Of one longer than a window, each window
 * but the first begins with the last half of the one before.
 */
export function documentWindows(document: Int32Array, { end, length }: { end: number; length: number }): Window[] {
  const whole = new Int32Array(document.length + 2).fill(end);
  whole.set(document, 1);
  const windows: Window[] = [];
  for (let from = 1; from < whole.length; ) {
    const start = from === 1 ? 0 : from - 1 - Math.floor(length / 2);
    const stop = Math.min(start + length + 1, whole.length);
    windows.push({ tokens: whole.subarray(start, stop), from: from - start });
    from = stop;
  }
  return windows;
}

/** Windows under one another; shorter ones are filled up behind, where a causal model does not look. */
export function windowBatch(windows: readonly Window[]): CausalBatch & { readonly counts: Float32Array } {
  const length = windows.reduce((most, { tokens }) => Math.max(most, tokens.length - 1), 0);
  const size = windows.length * length;
  const [tokens, targets, counts] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
  for (const [row, { tokens: all, from }] of windows.entries()) {
    tokens.set(all.subarray(0, -1), row * length);
    targets.set(all.subarray(1), row * length);
    counts.fill(1, row * length + from - 1, row * length + all.length - 1);
  }
  return { tokens, targets, counts, count: windows.length, length };
}

function rows(text: Int32Array, starts: readonly number[], length: number): CausalBatch {
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
