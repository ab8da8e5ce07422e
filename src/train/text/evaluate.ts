import type { Gpt } from '../../models/index.ts';
import { crossEntropy } from '../../nn/index.ts';
import { type CausalBatch, unigramLoss, type Window, windowBatch } from '../../text/index.ts';
import { inferenceMode, scope, type Tensor, tensor } from '../../torch/index.ts';
import { type TextScore, textScore, type Unit } from './score.ts';

/** Mean loss of a batch, nats a token. */
export function causalLoss(model: Gpt, batch: CausalBatch): Tensor {
  const { logits, targets } = guesses(model, batch);
  return crossEntropy(logits, targets);
}

function guesses(model: Gpt, { tokens, targets, count, length }: CausalBatch): { logits: Tensor; targets: Tensor } {
  const device = model.transformer.wte.weight.device;
  const place = (ids: Int32Array) => tensor(ids, { shape: [count, length], dtype: 'i64', device });
  const logits = model.call(place(tokens));
  return { logits: logits.reshape([count * length, logits.size(2)]), targets: place(targets).flatten() };
}

/** Nats that a model loses on the guesses that count in each window. */
export function windowLosses(model: Gpt, windows: readonly Window[], batchSize = 32): Float64Array {
  const losses = new Float64Array(windows.length);
  // Windows of like length together, so that little is filled up.
  const order = [...windows.keys()].sort((a, b) => windows[a]!.tokens.length - windows[b]!.tokens.length);
  const { training } = model;
  model.eval();
  try {
    for (let first = 0; first < order.length; first += batchSize) {
      const rows = order.slice(first, first + batchSize);
      const batch = windowBatch(rows.map((i) => windows[i]!));
      const nats = inferenceMode(() =>
        scope(() => {
          const { logits, targets } = guesses(model, batch);
          return crossEntropy(logits, targets, { reduction: 'none' }).toFloat32();
        }),
      );
      for (const [row, i] of rows.entries()) {
        for (let at = row * batch.length; at < (row + 1) * batch.length; at++)
          losses[i]! += nats[at]! * batch.counts[at]!;
      }
    }
  } finally {
    model.train(training);
  }
  return losses;
}

/** Text to measure by: windows, and the unit (window or patient) that each is of. */
export interface Measured {
  readonly windows: readonly Window[];
  readonly units: readonly number[];
  /** What the units are called, in the plural. */
  readonly unit: string;
  readonly words: readonly number[];
  readonly bytes: readonly number[];
}

/**
 * How well a model foresees a text; the interval is over units, which are as good as independent. A token early in a window is
 * guessed from few before it, so this is an upper bound of what the model can.
 */
export function evaluateText(model: Gpt, measured: Measured, train: Int32Array): TextScore {
  const losses = windowLosses(model, measured.windows);
  const units = measured.bytes.map((bytes, i): Unit => ({ nats: 0, tokens: 0, bytes, words: measured.words[i]! }));
  const guessed: Int32Array[] = [];
  for (const [i, { tokens, from }] of measured.windows.entries()) {
    const at = measured.units[i]!;
    const unit = units[at]!;
    units[at] = { ...unit, nats: unit.nats + losses[i]!, tokens: unit.tokens + tokens.length - from };
    guessed.push(tokens.subarray(from));
  }
  return textScore(units, baselineNats(guessed, train, model.config.vocabSize), measured.unit);
}

function baselineNats(guessed: readonly Int32Array[], train: Int32Array, vocabSize: number): number {
  const all = new Int32Array(guessed.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const tokens of guessed) {
    all.set(tokens, start);
    start += tokens.length;
  }
  return unigramLoss(train, all, vocabSize) * all.length;
}

const utf8 = new TextEncoder();

/** Bytes and words of a text. */
export function sizesOf(text: string): { bytes: number; words: number } {
  return { bytes: utf8.encode(text).length, words: text.split(/\s+/).filter((word) => word !== '').length };
}
