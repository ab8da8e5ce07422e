import { type BinaryLabels, checkLabels, checkProbabilities, checkSameLength } from './input.ts';
import { fitLogistic } from './logistic.ts';

/** Weak calibration (Cox 1958; Van Calster et al. 2019); `null` numbers have their reason beside them. */
export interface CalibrationSlope {
  /** Of the outcome on logit(p): 1 is right, below 1 the predictions are too extreme. */
  readonly slope: number | null;
  readonly slopeStandardError: number | null;
  /** Beside that slope; 0 is right. */
  readonly intercept: number | null;
  readonly interceptStandardError: number | null;
  /** Intercept with the slope held at 1 (calibration in the large): above 0, the predictions are too low. */
  readonly inTheLarge: number | null;
  /** Robust (sandwich). */
  readonly inTheLargeStandardError: number | null;
  readonly reason?: string;
}

/** Calibration slope and intercept. Probabilities are kept 2⁻⁵² away from 0 and 1. */
export function calibrationSlope(labels: BinaryLabels, probabilities: ArrayLike<number>): CalibrationSlope {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  const logits = checkProbabilities(probabilities).map(logit);
  const inTheLarge = offsetIntercept(logits, y, new Float64Array(y.length).fill(1));
  const inTheLargeStandardError = inTheLarge === null ? null : robustError(logits, y, inTheLarge);
  const fit = fitLogistic(logits, y);
  if (typeof fit === 'string') {
    const none = { slope: null, slopeStandardError: null, intercept: null, interceptStandardError: null };
    return { ...none, inTheLarge, inTheLargeStandardError, reason: fit };
  }
  return { ...fit, inTheLarge, inTheLargeStandardError };
}

/** Huber & White's error of the offset's intercept: holds though the slope is not 1, where the fit's own is too small. */
function robustError(logits: Float64Array, labels: Uint8Array, intercept: number): number | null {
  let [information, squares] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const p = 1 / (1 + Math.exp(-(intercept + logits[i]!)));
    information += p * (1 - p);
    squares += (labels[i]! - p) ** 2;
  }
  return information > 0 ? Math.sqrt(squares) / information : null;
}

/** The three numbers under case weights. */
export function slopesUnderWeights(labels: BinaryLabels, probabilities: ArrayLike<number>) {
  checkSameLength(labels, probabilities, 'labels and probabilities');
  const y = checkLabels(labels);
  const logits = checkProbabilities(probabilities).map(logit);
  return (weights: ArrayLike<number>) => {
    const fit = fitLogistic(logits, y, weights);
    const inTheLarge = offsetIntercept(logits, y, weights);
    return typeof fit === 'string'
      ? { slope: null, intercept: null, inTheLarge }
      : { slope: fit.slope, intercept: fit.intercept, inTheLarge };
  };
}

/** ln(p / (1 − p)), with p kept 2⁻⁵² away from 0 and 1. */
export function logit(p: number): number {
  const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p));
  return Math.log(kept) - Math.log1p(-kept);
}

/** The a with Σ expit(a + logit) = positives, found by Newton inside a bracket; `null` when a class is missing. */
function offsetIntercept(logits: Float64Array, labels: Uint8Array, weights: ArrayLike<number>): number | null {
  let [positives, total] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    positives += weights[i]! * labels[i]!;
    total += weights[i]!;
  }
  if (positives === 0 || positives === total) return null;
  let [low, high] = [-80, 80];
  let a = 0;
  for (let step = 0; step < 200; step++) {
    let [sum, slope] = [0, 0];
    for (let i = 0; i < logits.length; i++) {
      const p = 1 / (1 + Math.exp(-(a + logits[i]!)));
      sum += weights[i]! * p;
      slope += weights[i]! * p * (1 - p);
    }
    if (sum > positives) high = a;
    else low = a;
    let next = a - (sum - positives) / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - a) <= 1e-15 * (1 + Math.abs(a))) return next;
    a = next;
  }
  return a;
}
