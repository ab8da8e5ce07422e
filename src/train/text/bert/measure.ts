import type { BertForPreTraining } from '../../../models/index.ts';
import { crossEntropy } from '../../../nn/index.ts';
import { type Estimate, meanInterval, wilson } from '../../../stats/index.ts';
import type { Document, PreTrainingBatch } from '../../../text/index.ts';
import { inferenceMode, scope, type Tensor, tensor } from '../../../torch/index.ts';

/** Token frequencies of training text, one added to each: what knows how common a token is and nothing else. */
export interface TokenFrequencies {
  /** ln p of each token. [V] */
  readonly logs: Float64Array;
  readonly commonest: number;
}

export function tokenFrequencies(documents: readonly Document[], vocabSize: number): TokenFrequencies {
  const counts = new Float64Array(vocabSize).fill(1);
  let total = vocabSize;
  for (const document of documents) {
    for (const sentence of document) {
      for (const id of sentence) counts[id]!++;
      total += sentence.length;
    }
  }
  return { logs: counts.map((count) => Math.log(count / total)), commonest: counts.indexOf(Math.max(...counts)) };
}

/** A batch's arrays as tensors on the model's device. */
export function bertInput(
  { ids, typeIds, mask, count, length }: Omit<PreTrainingBatch, 'positions' | 'targets' | 'random'>,
  device: string,
) {
  const shape = [count, length];
  const place = (values: Int32Array) => tensor(values, { shape, dtype: 'i64', device });
  const padded = mask.includes(0);
  return {
    tokens: place(ids),
    tokenTypes: typeIds.includes(1) ? place(typeIds) : null,
    mask: padded ? tensor(Uint8Array.from(mask), { shape, dtype: 'bool', device }) : null,
  };
}

/** Logits of the masked tokens [P, V] and of the pairs [N, 2], with what they should be. */
function predict(model: BertForPreTraining, batch: PreTrainingBatch) {
  const { device } = model.cls.predictions.bias;
  const list = (values: Int32Array) => tensor(values, { shape: [values.length], dtype: 'i64', device });
  const { tokens, ...input } = bertInput(batch, device);
  const { tokens: words, next } = model.call(tokens, { ...input, positions: list(batch.positions) });
  return { words, targets: list(batch.targets), next, random: batch.random === null ? null : list(batch.random) };
}

/** Mean cross-entropy of the masked tokens, and of the pairs where there are any, added. */
export function preTrainingLoss(model: BertForPreTraining, batch: PreTrainingBatch): Tensor {
  const { words, targets, next, random } = predict(model, batch);
  const masked = crossEntropy(words, targets);
  return random === null ? masked : masked.add(crossEntropy(next, random));
}

export interface PreTrainingMeasure {
  /** Nats a masked token; beside it what token frequencies reach. */
  readonly loss: Estimate;
  /** Share of masked tokens that are guessed; beside it that of the commonest token. */
  readonly accuracy: Estimate;
  /** Share of pairs that are told rightly; beside it that of the commoner kind. Null where no pairs were read. */
  readonly next: Estimate | null;
}

/** Both tasks on batches that training never saw. Intervals take the tokens of a row as one cluster; `n` counts tokens, and pairs. */
export function measurePreTraining(
  model: BertForPreTraining,
  batches: Iterable<PreTrainingBatch>,
  frequencies: TokenFrequencies,
): PreTrainingMeasure {
  const [losses, hits, rows, targets]: [number[], number[], number[], number[]] = [[], [], [], []];
  const pairs = { right: 0, random: 0, n: 0 };
  let firstRow = 0;
  const { training } = model;
  model.eval();
  try {
    for (const batch of batches) {
      inferenceMode(() =>
        scope(() => {
          const { words, targets: wanted, next, random } = predict(model, batch);
          losses.push(...crossEntropy(words, wanted, { reduction: 'none' }).toFloat32());
          hits.push(...words.argmax({ dim: 1 }).eq(wanted).to({ dtype: 'f32' }).toFloat32());
          if (random === null) return;
          pairs.right += next.argmax({ dim: 1 }).eq(random).to({ dtype: 'f32' }).sum().item();
          pairs.random += batch.random!.reduce((sum, value) => sum + value, 0);
          pairs.n += batch.count;
        }),
      );
      rows.push(...Array.from(batch.positions, (at) => firstRow + Math.floor(at / batch.length)));
      targets.push(...batch.targets);
      firstRow += batch.count;
    }
  } finally {
    model.train(training);
  }
  const n = losses.length;
  const method = "Student's t by row";
  const mean = (values: readonly number[], baseline: number): Estimate => {
    const { value, low, high } = meanInterval(values, { clusters: rows });
    return { value, low, high, method, n, baseline };
  };
  const { logs, commonest } = frequencies;
  const average = (of: (id: number) => number) => targets.reduce((sum, id) => sum + of(id), 0) / n;
  const share = pairs.random / pairs.n;
  return {
    loss: mean(losses, -average((id) => logs[id]!)),
    accuracy: mean(
      hits,
      average((id) => Number(id === commonest)),
    ),
    next:
      pairs.n === 0
        ? null
        : {
            value: pairs.right / pairs.n,
            ...wilson(pairs.right, pairs.n),
            n: pairs.n,
            baseline: Math.max(share, 1 - share),
          },
  };
}
