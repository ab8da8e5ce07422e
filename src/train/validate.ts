import { auroc } from '../metrics/index.ts';
import { aurocInterval, type Estimate, highestClass, wilson } from '../stats/index.ts';
import type { CachedData } from './data.ts';
import { inferenceBatch, meanCrossEntropy, predictLogits, probabilities } from './infer.ts';
import type { Learner } from './learner.ts';

export interface Validation {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Of the positive class; null with more than two classes. */
  readonly auroc: Estimate | null;
  /** Of the most probable class; null with two classes, where a threshold decides. */
  readonly accuracy: Estimate | null;
  /** Of a segmentation: mean Dice of the images that have the region, at a probability of ½. */
  readonly dice?: Estimate;
  /** Of pre-training: what its method measures on held-out images, by name. */
  readonly heldOut?: Readonly<Record<string, Estimate>>;
  /** What the best epoch is chosen by, higher is better: AUROC; with many classes accuracy; where there is neither, minus the loss. */
  readonly score: number;
}

export async function validate(learner: Learner, data: CachedData): Promise<Validation> {
  const { model, config, numClasses, precision, normalisation } = learner;
  const indices = data.indices('val');
  const labels = indices.map((i) => data.labels[i]!);
  const logits = await predictLogits(model, {
    source: data.cache,
    indices,
    numClasses,
    batchSize: inferenceBatch(config),
    precision,
    normalisation,
  });
  const loss = meanCrossEntropy(logits, labels, numClasses);
  if (numClasses !== 2) {
    const accuracy = accuracyOf(logits, labels, numClasses);
    return { loss, auroc: null, accuracy, score: accuracy.value ?? -loss };
  }
  const scores = positiveScores(probabilities(logits, numClasses));
  const value = auroc(labels, scores);
  const interval = aurocInterval(labels, scores);
  const estimate: Estimate = { ...interval, value, n: labels.length, baseline: 0.5 };
  return { loss, auroc: estimate, accuracy: null, score: value ?? -loss };
}

/** Probability of class 1 from rows of two. */
export function positiveScores(rows: Float64Array): Float64Array {
  return Float64Array.from({ length: rows.length / 2 }, (_, i) => rows[2 * i + 1]!);
}

function accuracyOf(logits: Float64Array, labels: readonly number[], numClasses: number): Estimate {
  const n = labels.length;
  const counts = new Array<number>(numClasses).fill(0);
  for (const label of labels) counts[label]!++;
  const right = labels.filter(
    (label, i) => highestClass(logits.subarray(i * numClasses, (i + 1) * numClasses)) === label,
  );
  return { ...wilson(right.length, n), value: n === 0 ? null : right.length / n, n, baseline: Math.max(...counts) / n };
}
