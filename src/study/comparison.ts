import type { ConfusionMatrix } from '../metrics/index.ts';
import type { Estimate } from '../stats/index.ts';
import type { RobustnessResult } from './robustness/result.ts';

/**
 * What `fovea compare` found: the object that `--json` prints and `comparison.json` of a study folder holds. Plain JSON.
 * The cases behind it (paths, labels, patients, every probability) are `StudyCases`, in `cases.json` beside it.
 */
export interface Comparison {
  readonly format: 1;
  readonly fovea: string;
  /** ISO 8601. */
  readonly created: string;
  /** From prediction files of any program, or from models trained here under one budget. */
  readonly kind: 'predictions' | 'training';
  readonly test: TestSet;
  readonly settings: ComparisonSettings;
  /** In the order given. */
  readonly models: readonly ModelResult[];
  /** Every pair of models (in the order given) and metric; p values are adjusted by Holm within each metric. */
  readonly pairs: readonly PairResult[];
  /** Of AUROC, found with the power and at the α of `detectable`; what this test set could have seen. */
  readonly minimumDetectableDifference: number | null;
  readonly detectable: Detectable;
  readonly verdict: Verdict;
  /** Names of the models that no other beats in AUROC at a lower or equal cost; only where costs are known. */
  readonly front?: AccuracyCostFront;
  /** AUROC by share of the training data; only where `--fractions` were trained. */
  readonly learningCurves?: readonly LearningCurve[];
  /** What all models were given; only of a training study. */
  readonly budget?: Budget;
  /** Under corruption of the test images; only where `--robustness` asked for it. */
  readonly robustness?: RobustnessResult;
  readonly warnings: readonly string[];
}

export interface TestSet {
  /** The label file or data set. */
  readonly source: string;
  readonly n: number;
  /** By index; of two, the second is the positive class. */
  readonly classes: readonly string[];
  /** Cases of each class. */
  readonly counts: readonly number[];
  /** Of two classes: cases and share of the positive one. */
  readonly positives: number | null;
  readonly prevalence: number | null;
  /** The column that says which cases belong together, and how many such groups (patients) there are; null if unknown. */
  readonly groupColumn: string | null;
  readonly groups: number | null;
  /** SHA-256 of the data set, where one was opened. */
  readonly dataHash?: string;
}

export interface ComparisonSettings {
  readonly confidence: number;
  readonly alpha: number;
  readonly power: number;
  readonly replicates: number;
  readonly seed: number;
  /** The largest AUROC difference that does not matter, stated beforehand; null where none was. */
  readonly margin: number | null;
}

/** A decision threshold and where it comes from; never from the test cases. */
export interface StudyThreshold {
  readonly value: number;
  readonly rule: string;
  readonly chosenOn: 'validation' | 'stated';
}

/** Every metric under its plain name; `auroc` of more than two classes is the macro one-vs-rest mean. */
export type ModelMetrics = { readonly auroc: Estimate; readonly accuracy: Estimate } & Readonly<
  Partial<Record<MetricName, Estimate>>
>;

export const METRIC_NAMES = [
  'auroc',
  'averagePrecision',
  'accuracy',
  'sensitivity',
  'specificity',
  'ppv',
  'npv',
  'positiveLikelihoodRatio',
  'negativeLikelihoodRatio',
  'f1',
  'mcc',
  'balancedAccuracy',
  'youden',
  'kappa',
  'quadraticKappa',
  'brier',
  'logLoss',
  'expectedCalibrationError',
  'calibrationSlope',
  'calibrationIntercept',
  'calibrationInTheLarge',
  'sensitivityAt90Specificity',
  'specificityAt90Sensitivity',
  'ppvAtPrevalence',
  'npvAtPrevalence',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

export type ModelResult = ModelMetrics & {
  readonly name: string;
  /** Of one run; null where there are several (each in `runs`) or more than two classes. */
  readonly threshold: StudyThreshold | null;
  /** At its threshold; summed over the runs where there are several. Null with more than two classes. */
  readonly confusion: ConfusionMatrix | null;
  /** One for each prediction file, or for each seed trained. */
  readonly runs: readonly RunResult[];
  /** Two sources of doubt about the mean AUROC, kept apart; only with several seeds. */
  readonly spread?: Spread;
  readonly cost?: Cost;
};

export interface RunResult {
  /** Path of the prediction file, or of the run's folder. */
  readonly source: string;
  readonly seed: number | null;
  readonly threshold: StudyThreshold | null;
  readonly auroc: number | null;
  readonly accuracy: number | null;
}

export interface Spread {
  /** Standard deviation of AUROC between seeds, on these cases. */
  readonly seeds: number | null;
  /** Standard error of the mean AUROC from drawing other cases (patients), the trained models held fixed. */
  readonly cases: number | null;
  /** Both together. */
  readonly both: number | null;
}

/** Medians over the runs of a model. */
export interface Cost {
  readonly parameters: number;
  /** 10⁹ multiply–accumulates of one image's forward pass; null where they are not known. */
  readonly gmacs: number | null;
  /** Seconds of training steps. */
  readonly trainSeconds: number;
  /** Training images in a second. */
  readonly imagesPerSecond: number;
  /** Peak resident memory of the training process, bytes; null where it was not measured. */
  readonly peakMemory: number | null;
  readonly epochs: number;
}

export interface PairResult {
  readonly a: string;
  readonly b: string;
  readonly metric: 'auroc' | 'accuracy';
  /** a − b. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly standardError: number | null;
  readonly test: string;
  readonly p: number | null;
  /** By Holm over all pairs of this metric. */
  readonly pAdjusted: number | null;
  /** Two one-sided tests within the stated margin; only for AUROC and with a margin. */
  readonly equivalence?: { readonly p: number; readonly low: number; readonly high: number; readonly shown: boolean };
  readonly reason?: string;
}

export interface Detectable {
  readonly a: string;
  readonly b: string;
  /** Two-sided; α over the number of pairs, as Holm's first step asks. */
  readonly alpha: number;
  readonly power: number;
  /** How the standard error behind it was found. */
  readonly method: string;
}

export interface Verdict {
  readonly decision: 'a' | 'b' | 'equivalent' | 'cannot tell';
  /** The pair that decides: of two models these; of more, the best and its closest rival, in the order given. */
  readonly a: string;
  readonly b: string;
  /** The model that is better than every other one, where there is one. */
  readonly winner: string | null;
  readonly sentence: string;
}

export interface AccuracyCostFront {
  /** What is counted as cost. */
  readonly cost: 'gmacs' | 'parameters' | 'trainSeconds';
  /** Cheapest first. */
  readonly models: readonly string[];
}

export interface LearningCurve {
  readonly name: string;
  /** Smallest share first. `auroc` is the mean over seeds, with the interval of both seeds and cases. */
  readonly points: readonly { readonly fraction: number; readonly images: number; readonly auroc: Estimate }[];
}

export interface Budget {
  /** In words: `20 min of training steps`, `3 epochs`. */
  readonly words: string;
  readonly seconds: number | null;
  readonly epochs: number | null;
  readonly seeds: readonly number[];
  readonly init: Readonly<Record<string, string>>;
}

/** The cases of the test set and every model's probabilities for them: what curves, examples and sliders are drawn from. */
export interface StudyCases {
  readonly format: 1;
  readonly classes: readonly string[];
  /** As the label file or data set writes them. [n] */
  readonly imagePaths: readonly string[];
  /** Absolute paths of the images, where they are known to exist. [n] */
  readonly files: readonly string[] | null;
  /** Class index. [n] */
  readonly labels: readonly number[];
  /** Patient of each case. [n] */
  readonly groups: readonly string[] | null;
  /** Every further column of the label file or data set, by name. [n] each */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly models: readonly CaseScores[];
}

/** One model's probabilities; of a learning curve's smaller shares nothing is kept here. */
export interface CaseScores {
  readonly name: string;
  readonly runs: readonly {
    readonly seed: number | null;
    readonly threshold: number | null;
    /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
    readonly probabilities: readonly number[];
  }[];
}
