import type { BinaryLabels } from './input.ts';
import { operatingPoints, rank } from './ranking.ts';

/**
 * How a threshold is chosen (on validation data, never on test data):
 * `youden` maximises sensitivity + specificity − 1; `f1` maximises F1; `{ sensitivity: s }` takes the most specific
 * threshold with sensitivity ≥ s; `{ specificity: s }` the most sensitive one with specificity ≥ s.
 */
export type ThresholdRule = 'youden' | 'f1' | { readonly sensitivity: number } | { readonly specificity: number };

/** A chosen threshold and what it reaches on the data it was chosen on; all `null`, with the reason, if undefined. */
export interface ThresholdChoice {
  readonly threshold: number | null;
  /** The rule in words, for reports. */
  readonly rule: string;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly reason?: string;
}

/**
 * Chooses the threshold of the decision `score ≥ threshold`. It lies midway between two neighbouring scores, so rounding
 * of a score does not flip its decision. Of equally good thresholds the highest is taken.
 */
export function chooseThreshold(labels: BinaryLabels, scores: ArrayLike<number>, rule: ThresholdRule): ThresholdChoice {
  const words = describe(rule);
  const { thresholds, truePositives, falsePositives } = operatingPoints(rank(labels, scores));
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  const missing = positives === 0 ? 'positive' : negatives === 0 ? 'negative' : null;
  if (missing) {
    const reason = `no ${missing} case, so no threshold can be chosen`;
    return { threshold: null, rule: words, sensitivity: null, specificity: null, reason };
  }
  let best = -1; // calls nothing positive
  let bestMerit = merit(rule, 0, 0, positives, negatives);
  for (let i = 0; i < thresholds.length; i++) {
    const m = merit(rule, truePositives[i]!, falsePositives[i]!, positives, negatives);
    if (m > bestMerit) [best, bestMerit] = [i, m];
  }
  return {
    threshold: best < 0 ? justAbove(thresholds[0]!) : between(thresholds[best]!, thresholds[best + 1]),
    rule: words,
    sensitivity: best < 0 ? 0 : truePositives[best]! / positives,
    specificity: best < 0 ? 1 : 1 - falsePositives[best]! / negatives,
  };
}

/** Highest sensitivity among the thresholds with at least this specificity. `null` when a class is missing. */
export const sensitivityAtSpecificity = (labels: BinaryLabels, scores: ArrayLike<number>, target: number) =>
  chooseThreshold(labels, scores, { specificity: target }).sensitivity;

/** Highest specificity among the thresholds with at least this sensitivity. `null` when a class is missing. */
export const specificityAtSensitivity = (labels: BinaryLabels, scores: ArrayLike<number>, target: number) =>
  chooseThreshold(labels, scores, { sensitivity: target }).specificity;

const SLACK = 1e-12; // 0.9 asked of 9 in 10 must not fail by a rounding

function merit(rule: ThresholdRule, tp: number, fp: number, positives: number, negatives: number): number {
  if (rule === 'youden') return (tp * negatives - fp * positives) / (positives * negatives);
  if (rule === 'f1') return (2 * tp) / (tp + fp + positives);
  if ('sensitivity' in rule)
    return tp / positives >= rule.sensitivity - SLACK ? 1 - fp / negatives : Number.NEGATIVE_INFINITY;
  return 1 - fp / negatives >= rule.specificity - SLACK ? tp / positives : Number.NEGATIVE_INFINITY;
}

function describe(rule: ThresholdRule): string {
  if (rule === 'youden') return 'maximal Youden index';
  if (rule === 'f1') return 'maximal F1';
  const [name, target] = Object.entries(rule)[0] as [string, number];
  if (!(target >= 0 && target <= 1)) throw new RangeError(`the ${name} asked for, ${target}, must lie in 0 to 1`);
  return name === 'sensitivity'
    ? `highest specificity with sensitivity ≥ ${target}`
    : `highest sensitivity with specificity ≥ ${target}`;
}

/** Midway from a score down to the next lower one; the score itself where no double lies between. */
function between(score: number, lower: number | undefined): number {
  const middle = lower === undefined ? score : lower + (score - lower) / 2;
  return middle > (lower ?? Number.NEGATIVE_INFINITY) && Number.isFinite(middle) ? middle : score;
}

/** A little more than any score: nothing is called positive. */
function justAbove(score: number): number {
  return score + Math.max(Number.MIN_VALUE, Math.abs(score) * 2 * Number.EPSILON);
}
