import {
  type BinaryLabels,
  type BinningOptions,
  calibrationSlope,
  weightedBrier,
  weightedCalibrationSlope,
  weightedLogLoss,
} from '../metrics/index.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { calibrationErrorInterval } from './calibration-error-interval.ts';
import { checkConfidence, type Estimate, type Interval } from './estimate.ts';
import { hasRepeats } from './evaluate-binary.ts';
import { finish } from './finish.ts';
import { normalQuantile } from './special/normal.ts';

export interface EvaluateCalibrationOptions {
  readonly labels: BinaryLabels;
  /** [n] */
  readonly probabilities: ArrayLike<number>;
  /** Patient of each case. [n] */
  readonly patients?: ArrayLike<number | string> | undefined;
  /** Of the calibration errors; default 10 of equal width. */
  readonly binning?: BinningOptions | undefined;
  readonly seed?: number | undefined;
  /** Default 2000. */
  readonly replicates?: number | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

export type CalibrationEvaluation = Record<
  'brier' | 'logLoss' | 'expectedCalibrationError' | 'slope' | 'intercept' | 'inTheLarge',
  Estimate
>;

/**
 * How good probabilities are, with intervals: Brier score and log loss by BCa, calibration slope and intercepts by the logistic
 * fit's standard errors (by BCa over patients where they repeat), the calibration error by `calibrationErrorInterval`.
 * Baselines are those of the prior: every case gets the prevalence.
 */
export function evaluateCalibration(options: EvaluateCalibrationOptions): CalibrationEvaluation {
  const { labels, probabilities, binning = {}, seed = 0, replicates = 2000, confidence = 0.95 } = options;
  const n = labels.length;
  const clusters = options.patients && hasRepeats(options.patients) ? options.patients : undefined;
  const positives = Array.from(labels).reduce<number>((sum, label) => sum + Number(label), 0);
  const share = n > 0 ? positives / n : null;
  const slopes = clusters ? weightedCalibrationSlope(labels, probabilities) : null;
  const [brierOf, logLossOf] = [weightedBrier(labels, probabilities), weightedLogLoss(labels, probabilities)];
  const intervals = bootstrapIntervals(
    (weights) => ({
      brier: brierOf(weights),
      logLoss: logLossOf(weights),
      ...(slopes?.(weights) ?? { slope: null, intercept: null, inTheLarge: null }),
    }),
    { n, clusters, seed, replicates: n === 0 ? 0 : replicates, confidence, type: 'bca' },
  );
  const error = calibrationErrorInterval(
    { labels, probabilities, clusters },
    { binning, seed, replicates, confidence },
  );
  const fit = calibrationSlope(labels, probabilities);
  const wald = (value: number | null, standardError: number | null): Interval => {
    const half = -normalQuantile((1 - checkConfidence(confidence)) / 2) * (standardError ?? 0);
    const method = 'Wald, logistic fit';
    if (value === null || standardError === null) return { low: null, high: null, method };
    return { low: value - half, high: value + half, method };
  };
  const undefinedBecause = fit.reason ?? 'needs positive and negative cases';
  const none = 'no cases';
  return {
    brier: finish({
      value: intervals.brier.value,
      interval: intervals.brier,
      n,
      baseline: share === null ? null : share * (1 - share),
      undefinedBecause: none,
    }),
    logLoss: finish({
      value: intervals.logLoss.value,
      interval: intervals.logLoss,
      n,
      baseline: share === null ? null : entropy(share),
      undefinedBecause: none,
    }),
    expectedCalibrationError: finish({
      value: error.value,
      interval: error,
      n,
      baseline: n > 0 ? 0 : null,
      undefinedBecause: none,
    }),
    slope: finish({
      value: fit.slope,
      interval: clusters ? intervals.slope : wald(fit.slope, fit.slopeStandardError),
      n,
      baseline: null,
      undefinedBecause,
    }),
    intercept: finish({
      value: fit.intercept,
      interval: clusters ? intervals.intercept : wald(fit.intercept, fit.interceptStandardError),
      n,
      baseline: null,
      undefinedBecause,
    }),
    inTheLarge: finish({
      value: fit.inTheLarge,
      interval: clusters ? intervals.inTheLarge : wald(fit.inTheLarge, fit.inTheLargeStandardError),
      n,
      baseline: fit.inTheLarge === null ? null : 0,
      undefinedBecause,
    }),
  };
}

/** Log loss of the prior, in nats. */
const entropy = (p: number): number => (p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p));
