import { chooseThreshold } from '../../../metrics/index.ts';
import type { BertClassifier } from '../../../models/index.ts';
import { binaryCrossEntropyWithLogits } from '../../../nn/index.ts';
import { random } from '../../../stats/index.ts';
import { type Encoding, padBatch, type WordPieceTokenizer } from '../../../text/index.ts';
import { inferenceMode, scope, type Tensor, tensor } from '../../../torch/index.ts';
import type { LabelledText } from './labelled.ts';
import { bertInput } from './measure.ts';

/** Texts as BERT reads them, and what did not go in. */
export interface EncodedTexts {
  readonly encodings: readonly Encoding[];
  /** Texts whose end was cut off. */
  readonly cut: number;
  /** Share of tokens that the vocabulary has no word for. */
  readonly unknown: number;
}

export function encodeTexts(texts: readonly string[], tokenizer: WordPieceTokenizer, maxLength: number): EncodedTexts {
  const unk = tokenizer.specialTokens.get('[UNK]')!;
  let [cut, unknown, total] = [0, 0, 0];
  const encodings = texts.map((text) => {
    const whole = tokenizer.encodePair(text);
    if (whole.ids.length > maxLength) cut++;
    total += whole.ids.length - 2;
    for (const id of whole.ids) if (id === unk) unknown++;
    return whole.ids.length > maxLength ? tokenizer.encodePair(text, null, { maxLength }) : whole;
  });
  return { encodings, cut, unknown: total === 0 ? 0 : unknown / total };
}

/** What of texts did not go in, in a line each; none where all did. */
export function lossesOf({ cut, unknown, encodings }: EncodedTexts, maxLength: number): string[] {
  const lines: string[] = [];
  if (cut > 0)
    lines.push(`${cut} of ${encodings.length} texts are longer than ${maxLength} tokens: their ends were cut off`);
  if (unknown > 0.01) lines.push(`${(100 * unknown).toFixed(1)} % of the tokens are unknown to the vocabulary`);
  return lines;
}

/**
 * The texts of a step, each once a pass, a function of (seed, step); the rest that fills no batch waits for the next pass. Lengths are
 * mixed: in reports length tells of the label, and batches of one length would be batches of one label.
 */
export function rowsOfStep(
  texts: number,
  { count, seed, step }: { readonly count: number; readonly seed: number; readonly step: number },
): number[] {
  const size = Math.min(count, texts);
  const perPass = Math.floor(texts / size);
  const order = random(seed, 'texts', Math.floor(step / perPass)).shuffle(Array.from({ length: texts }, (_, i) => i));
  const first = (step % perPass) * size;
  return order.slice(first, first + size);
}

/** Logits [N, labels] of some of the texts. */
export function logitsOf(model: BertClassifier, encodings: readonly Encoding[], pad: number): Tensor {
  const { tokens, ...input } = bertInput(padBatch(encodings, { pad }), model.classifier.weight.device);
  return model.call(tokens, input);
}

/** Mean binary cross-entropy over texts and labels. */
export function labelLoss(
  model: BertClassifier,
  encodings: readonly Encoding[],
  labels: readonly Uint8Array[],
  pad: number,
) {
  const logits = logitsOf(model, encodings, pad);
  const flat = Float32Array.from(labels.flatMap((row) => [...row]));
  const target = tensor(flat, { shape: logits.shape, device: logits.device });
  return binaryCrossEntropyWithLogits(logits, target);
}

/** Probabilities of the labels of each text, by label: [labels][texts]. */
export function probabilitiesOf(model: BertClassifier, encodings: readonly Encoding[], pad: number): Float64Array[] {
  const { numClasses } = model.config;
  const out = Array.from({ length: numClasses }, () => new Float64Array(encodings.length));
  const byLength = [...encodings.keys()].sort((a, b) => encodings[a]!.ids.length - encodings[b]!.ids.length);
  const { training } = model;
  model.eval();
  try {
    for (let i = 0; i < byLength.length; i += 64) {
      const rows = byLength.slice(i, i + 64);
      const some = rows.map((row) => encodings[row]!);
      const values = inferenceMode(() => scope(() => logitsOf(model, some, pad).sigmoid().toFloat32()));
      for (const [at, row] of rows.entries()) {
        for (let c = 0; c < numClasses; c++) out[c]![row] = values[at * numClasses + c]!;
      }
    }
  } finally {
    model.train(training);
  }
  return out;
}

export interface LabelThreshold {
  readonly threshold: number;
  readonly rule: string;
  /** Why it is no choice of the data's. */
  readonly reason?: string;
}

/** Of each label the threshold of the highest F1 on validation texts; ½ where these have no positive or no negative. */
export function thresholdsOf(
  names: readonly string[],
  texts: readonly LabelledText[],
  probabilities: readonly Float64Array[],
): Record<string, LabelThreshold> {
  return Object.fromEntries(
    names.map((name, c) => {
      const labels = texts.map((text) => text.labels[c]!);
      const { threshold, rule, reason } = chooseThreshold(labels, probabilities[c]!, 'f1');
      return [name, { threshold: threshold ?? 0.5, rule: threshold === null ? '½' : rule, ...(reason && { reason }) }];
    }),
  );
}
