import { auroc } from '../metrics/index.ts';
import { aurocInterval, type Estimate } from '../stats/index.ts';
import type { CachedData } from './data.ts';
import { meanCrossEntropy, predictLogits, probabilities } from './infer.ts';
import type { Learner } from './learner.ts';

export interface Validation {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Of the positive class; null with more than two classes. */
  readonly auroc: Estimate | null;
  /** What the best epoch is chosen by, higher is better: AUROC, or where there is none minus the loss. */
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
    batchSize: config.batchSize * 2,
    precision,
    normalisation,
  });
  const loss = meanCrossEntropy(logits, labels, numClasses);
  if (numClasses !== 2) return { loss, auroc: null, score: -loss };
  const scores = positiveScores(probabilities(logits, numClasses));
  const value = auroc(labels, scores);
  const interval = aurocInterval(labels, scores);
  const estimate: Estimate = { ...interval, value, n: labels.length, baseline: 0.5 };
  return { loss, auroc: estimate, score: value ?? -loss };
}

/** Probability of class 1 from rows of two. */
export function positiveScores(rows: Float64Array): Float64Array {
  return Float64Array.from({ length: rows.length / 2 }, (_, i) => rows[2 * i + 1]!);
}
