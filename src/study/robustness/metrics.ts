import { type WeightedMetric, weightedAuroc, weightedMulticlassAuroc } from '../../metrics/index.ts';
import type { LabelledCases } from '../label-file.ts';
import { calledClasses, rowsOf, type ScoredRun } from '../score.ts';

/** AUROC (of more than two classes the macro mean) under case weights. */
export function aurocOf({ labels, classes }: LabelledCases, run: ScoredRun): WeightedMetric {
  if (classes.length === 2) return weightedAuroc(labels, run.probabilities);
  const metric = weightedMulticlassAuroc(labels, rowsOf(run, classes.length));
  return (weights) => metric(weights).macro;
}

/** 1 − mean sensitivity over the classes, at the threshold of the run, under case weights. */
export function balancedErrorOf({ labels, classes }: LabelledCases, run: ScoredRun): WeightedMetric {
  const called = calledClasses(run, classes.length);
  return (weights) => {
    const [right, all] = [new Float64Array(classes.length), new Float64Array(classes.length)];
    for (let i = 0; i < labels.length; i++) {
      all[labels[i]!]! += weights[i]!;
      if (called[i] === labels[i]) right[labels[i]!]! += weights[i]!;
    }
    const present = [...all.keys()].filter((c) => all[c]! > 0);
    if (present.length < 2) return null;
    return 1 - present.reduce((sum, c) => sum + right[c]! / all[c]!, 0) / present.length;
  };
}

/** Null where any is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return (values as number[]).reduce((a, b) => a + b, 0) / values.length;
}

export const meanMetric =
  (metrics: readonly WeightedMetric[]): WeightedMetric =>
  (weights) =>
    meanOf(metrics.map((metric) => metric(weights)));
