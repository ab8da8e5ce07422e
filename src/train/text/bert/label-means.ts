import { logLosses, weightedMultilabelAuroc } from '../../../metrics/index.ts';
import { bootstrapInterval, type Estimate, hasRepeats, meanInterval } from '../../../stats/index.ts';
import type { LabelledText } from './labelled.ts';

/** Mean of all labels' log losses, nats; the baseline always says how frequent a label is in training. */
export function meanLogLoss(
  texts: readonly LabelledText[],
  probabilities: readonly Float64Array[],
  prior: readonly number[],
): Estimate {
  const perText = (of: (c: number) => ArrayLike<number>) => {
    const sums = new Float64Array(texts.length);
    for (const c of prior.keys()) {
      const losses = logLosses(
        texts.map((text) => text.labels[c]!),
        of(c),
      );
      for (let i = 0; i < sums.length; i++) sums[i]! += losses[i]! / prior.length;
    }
    return sums;
  };
  const { value, low, high, method, n } = meanInterval(perText((c) => probabilities[c]!));
  const trivial = meanInterval(perText((c) => new Float64Array(texts.length).fill(prior[c]!))).value;
  return { value, low, high, method, n, baseline: trivial };
}

/** Mean AUROC of the labels that have both kinds of texts. */
export function macroAuroc(texts: readonly LabelledText[], probabilities: readonly Float64Array[]): Estimate {
  const n = texts.length;
  const both = [...probabilities.keys()].filter((c) => new Set(texts.map((text) => text.labels[c])).size === 2);
  const auroc = weightedMultilabelAuroc(
    texts.map((text) => both.map((c) => text.labels[c]!)),
    texts.map((_, i) => both.map((c) => probabilities[c]![i]!)),
  );
  const groups = texts.map(({ group }) => group);
  const clusters = hasRepeats(groups) ? groups : undefined;
  const interval = bootstrapInterval((weights) => auroc(weights).macro, { n, clusters, seed: 0, replicates: 1000 });
  const { value, low, high } = interval;
  return {
    value,
    low,
    high,
    method: clusters ? 'percentile bootstrap by patient' : 'percentile bootstrap',
    n,
    baseline: 0.5,
  };
}
