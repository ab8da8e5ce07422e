import { type ConfusionMatrix, classTable } from '../metrics/index.ts';
import {
  type Estimate,
  evaluateBinary,
  evaluateCalibration,
  evaluateMulticlass,
  hasRepeats,
  highestClass,
  meanInterval,
} from '../stats/index.ts';
import type { ModelMetrics, StudyThreshold } from './comparison.ts';
import type { LabelledCases } from './label-file.ts';

/** One prediction file, or one trained seed, joined to the cases. */
export interface ScoredRun {
  readonly source: string;
  readonly seed: number | null;
  /** Null with more than two classes. */
  readonly threshold: StudyThreshold | null;
  /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly probabilities: Float64Array;
}

export interface ScoredModel {
  readonly name: string;
  readonly runs: readonly ScoredRun[];
}

export interface ScoreOptions {
  readonly seed: number;
  readonly replicates: number;
  readonly confidence: number;
  /** Of the disease where the test will be used. */
  readonly prevalence?: number | undefined;
}

export interface RunScore {
  readonly metrics: ModelMetrics;
  /** Two classes, at the threshold. */
  readonly confusion: ConfusionMatrix | null;
  /** More classes: true class by row, called class by column. */
  readonly table: readonly (readonly number[])[] | null;
  /** More classes: AUROC of each against the rest. */
  readonly perClass: readonly Estimate[] | null;
}

/** Patients where they repeat; else every case stands for itself and needs no clustering. */
export const clustersOf = ({ groups }: LabelledCases): readonly string[] | undefined =>
  groups !== null && hasRepeats(groups) ? groups : undefined;

/** Every metric of one run with its interval and baseline. */
export function scoreRun(cases: LabelledCases, run: ScoredRun, options: ScoreOptions): RunScore {
  return cases.classes.length > 2 ? scoreClasses(cases, run, options) : scoreBinary(cases, run, options);
}

function scoreBinary(cases: LabelledCases, run: ScoredRun, options: ScoreOptions): RunScore {
  const { labels } = cases;
  const common = { labels, patients: cases.groups ?? undefined, ...options };
  const decided = evaluateBinary({ ...common, scores: run.probabilities, threshold: thresholdOf(run) });
  const { confusion, threshold: _t, n: _n, positives: _p, prevalence: _share, trivial: _trivial, ...metrics } = decided;
  const calibration = evaluateCalibration({ ...common, probabilities: run.probabilities });
  const { brier, logLoss, expectedCalibrationError, slope, intercept, inTheLarge } = calibration;
  return {
    metrics: {
      ...metrics,
      ...{ brier, logLoss, expectedCalibrationError },
      ...{ calibrationSlope: slope, calibrationIntercept: intercept, calibrationInTheLarge: inTheLarge },
    },
    confusion,
    table: null,
    perClass: null,
  };
}

function scoreClasses(cases: LabelledCases, run: ScoredRun, options: ScoreOptions): RunScore {
  const { labels, classes } = cases;
  const scores = rowsOf(run, classes.length);
  const { seed, replicates, confidence } = options;
  const patients = cases.groups ?? undefined;
  const all = evaluateMulticlass({ labels, scores, patients, seed, replicates, confidence });
  const losses = classLosses(labels, scores);
  const shares = classes.map((_, c) => labels.filter((label) => label === c).length / labels.length);
  const mean = (values: Float64Array, baseline: number): Estimate => {
    const interval = meanInterval(values, { clusters: clustersOf(cases), confidence });
    const { value, low, high, method, n, reason } = interval;
    return {
      value,
      low: low === null ? null : Math.max(0, low),
      high,
      method,
      n,
      baseline,
      ...(reason ? { reason } : {}),
    };
  };
  return {
    metrics: {
      auroc: all.macroAuroc,
      accuracy: all.accuracy,
      balancedAccuracy: all.balancedAccuracy,
      f1: all.macroF1,
      mcc: all.mcc,
      kappa: all.kappa,
      quadraticKappa: all.quadraticKappa,
      brier: mean(losses.brier, 1 - shares.reduce((sum, p) => sum + p * p, 0)),
      logLoss: mean(losses.log, -shares.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0)),
    },
    confusion: null,
    table: classTable(labels, calledClasses(run, classes.length), classes.length),
    perClass: all.aurocPerClass,
  };
}

/** Of each case: Σ (p − y)² over the classes, and −ln p of its own. [n] each */
export function classLosses(labels: readonly number[], rows: readonly Float64Array[]) {
  const brier = Float64Array.from(rows, (row, i) => row.reduce((s, p, c) => s + (p - Number(c === labels[i])) ** 2, 0));
  const log = Float64Array.from(rows, (row, i) => -Math.log(Math.max(row[labels[i]!]!, Number.EPSILON)));
  return { brier, log };
}

export const thresholdOf = (run: ScoredRun): number => run.threshold?.value ?? 0.5;

/** Probabilities by case, where there are more than two classes. [n][classes] */
export function rowsOf({ probabilities }: ScoredRun, classes: number): Float64Array[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) =>
    probabilities.subarray(i * classes, (i + 1) * classes),
  );
}

/** The class that a run calls for each case: at its threshold, or the most probable. [n] */
export function calledClasses(run: ScoredRun, classes: number): Uint32Array {
  if (classes > 2) return Uint32Array.from(rowsOf(run, classes), (row) => highestClass(row));
  return Uint32Array.from(run.probabilities, (p) => Number(p >= thresholdOf(run)));
}

/** Which cases a run calls rightly. [n] */
export function correctCases({ labels, classes }: LabelledCases, run: ScoredRun): Uint8Array {
  return Uint8Array.from(calledClasses(run, classes.length), (c, i) => Number(c === labels[i]));
}
