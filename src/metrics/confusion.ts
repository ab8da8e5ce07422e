import { type BinaryLabels, checkCases } from './input.ts';

/** Counts (or weights) of the four outcomes of a binary decision. */
export interface ConfusionMatrix {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** Counts of the decision `score ≥ threshold`. */
export function confusionMatrix(
  labels: BinaryLabels,
  scores: ArrayLike<number>,
  threshold: number,
  weights?: ArrayLike<number>,
): ConfusionMatrix {
  if (Number.isNaN(threshold)) throw new RangeError('the threshold is NaN: give a number');
  const cases = checkCases(labels, scores);
  let [tp, fp, tn, fn] = [0, 0, 0, 0];
  for (let i = 0; i < cases.labels.length; i++) {
    const weight = weights ? weights[i]! : 1;
    if (cases.scores[i]! >= threshold) {
      if (cases.labels[i]) tp += weight;
      else fp += weight;
    } else if (cases.labels[i]) fn += weight;
    else tn += weight;
  }
  return { tp, fp, tn, fn };
}

/** A share, or `null` where its denominator is empty. */
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** (TP + TN) / n. */
export const accuracy = ({ tp, fp, tn, fn }: ConfusionMatrix) => share(tp + tn, tp + fp + tn + fn);
/** True positive rate, recall: TP / (TP + FN). `null` without positives. */
export const sensitivity = ({ tp, fn }: ConfusionMatrix) => share(tp, tp + fn);
/** True negative rate: TN / (TN + FP). `null` without negatives. */
export const specificity = ({ tn, fp }: ConfusionMatrix) => share(tn, tn + fp);
/** Positive predictive value, precision: TP / (TP + FP). `null` when nothing is called positive. */
export const ppv = ({ tp, fp }: ConfusionMatrix) => share(tp, tp + fp);
/** Negative predictive value: TN / (TN + FN). `null` when nothing is called negative. */
export const npv = ({ tn, fn }: ConfusionMatrix) => share(tn, tn + fn);
/** 2 TP / (2 TP + FP + FN), the Dice of decisions. `null` when nothing is positive nor called so. */
export const f1 = ({ tp, fp, fn }: ConfusionMatrix) => share(2 * tp, 2 * tp + fp + fn);

/** Youden's J: sensitivity + specificity − 1. `null` when a class is missing. */
export function youden(confusion: ConfusionMatrix): number | null {
  const [sens, spec] = [sensitivity(confusion), specificity(confusion)];
  return sens === null || spec === null ? null : sens + spec - 1;
}

/** Mean of sensitivity and specificity. `null` when a class is missing. */
export function balancedAccuracy(confusion: ConfusionMatrix): number | null {
  const [sens, spec] = [sensitivity(confusion), specificity(confusion)];
  return sens === null || spec === null ? null : (sens + spec) / 2;
}

/**
 * Matthews correlation coefficient. 0 when every case gets the same call (its limit: Chicco & Jurman 2020), `null` when
 * a class is missing from the labels.
 */
export function mcc({ tp, fp, tn, fn }: ConfusionMatrix): number | null {
  if (tp + fn === 0 || tn + fp === 0) return null;
  if (tp + fp === 0 || tn + fn === 0) return 0;
  const norm = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return Math.max(-1, Math.min(1, (tp * tn - fp * fn) / norm));
}

/** Positive likelihood ratio: sensitivity / (1 − specificity). `null` without false positives or without a class. */
export function positiveLikelihoodRatio(confusion: ConfusionMatrix): number | null {
  const [sens, spec] = [sensitivity(confusion), specificity(confusion)];
  return sens === null || spec === null ? null : share(sens, 1 - spec);
}

/** Negative likelihood ratio: (1 − sensitivity) / specificity. `null` without true negatives or without a class. */
export function negativeLikelihoodRatio(confusion: ConfusionMatrix): number | null {
  const [sens, spec] = [sensitivity(confusion), specificity(confusion)];
  return sens === null || spec === null ? null : share(1 - sens, spec);
}

/**
 * Predictive values where the disease has another prevalence than in the test set (Bayes; Altman & Bland 1994).
 * `prevalence` lies in 0 to 1.
 */
export function predictiveValuesAt(confusion: ConfusionMatrix, prevalence: number) {
  if (!(prevalence >= 0 && prevalence <= 1)) throw new RangeError(`prevalence ${prevalence} must lie in 0 to 1`);
  const [sens, spec] = [sensitivity(confusion), specificity(confusion)];
  if (sens === null || spec === null) return { ppv: null, npv: null };
  const calledPositive = sens * prevalence + (1 - spec) * (1 - prevalence);
  const calledNegative = spec * (1 - prevalence) + (1 - sens) * prevalence;
  return {
    ppv: share(sens * prevalence, calledPositive),
    npv: share(spec * (1 - prevalence), calledNegative),
  };
}
