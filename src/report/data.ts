import type { Inspection } from '../data/index.ts';
import type { ConfusionMatrix } from '../metrics/index.ts';
import type { Estimate } from '../stats/index.ts';
import type { Comparison, Cost, MetricName, Spread, StudyThreshold } from '../study/index.ts';

/** What a report shows, of whatever it was made. A section appears when its data are here. */
export interface ReportData {
  readonly kind: 'run' | 'comparison';
  readonly title: string;
  /** The run's or the study's folder. */
  readonly source: string;
  /** ISO 8601: when the result was made. */
  readonly created: string;
  /** Version of Fovea that made the result. */
  readonly fovea: string;
  readonly confidence: number;
  readonly test: TestCases;
  readonly models: readonly ReportModel[];
  /** Only of a comparison. */
  readonly comparison?: Pick<
    Comparison,
    | 'pairs'
    | 'minimumDetectableDifference'
    | 'detectable'
    | 'verdict'
    | 'front'
    | 'learningCurves'
    | 'budget'
    | 'settings'
  >;
  readonly training?: readonly TrainingRecord[];
  readonly subgroups?: readonly Subgroups[];
  readonly robustness?: Robustness;
  readonly data?: Inspection;
  readonly examples?: Examples;
  readonly configuration: readonly Configuration[];
  readonly warnings: readonly string[];
}

export interface TestCases {
  /** In words: `xrays, test`. */
  readonly source: string;
  readonly n: number;
  readonly classes: readonly string[];
  readonly counts: readonly number[];
  readonly positives: number | null;
  readonly prevalence: number | null;
  /** Patients; null where the data does not know them. */
  readonly groups: number | null;
  readonly dataHash?: string | undefined;
  /** Class index of each case. [n] */
  readonly labels: readonly number[];
}

export interface ReportModel {
  readonly name: string;
  readonly estimates: Partial<Record<MetricName, Estimate>>;
  readonly threshold: StudyThreshold | null;
  readonly confusion: ConfusionMatrix | null;
  readonly runs: readonly ModelRun[];
  readonly spread?: Spread | undefined;
  readonly cost?: Cost | undefined;
}

export interface ModelRun {
  readonly seed: number | null;
  readonly threshold: number | null;
  readonly auroc: number | null;
  /** Two classes: of the positive one, [n]; more: row by row, [n × classes]. */
  readonly probabilities: readonly number[];
}

/** A model's training, epoch by epoch. */
export interface TrainingRecord {
  readonly name: string;
  readonly seed: number | null;
  /** What the loss is: `Cross-entropy, nats`. */
  readonly loss: string;
  readonly epochs: readonly {
    readonly epoch: number;
    readonly trainLoss: number;
    readonly valLoss: number;
    /** Of the metric that the best epoch was chosen by. */
    readonly score: number | null;
    readonly best: boolean;
  }[];
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** AUROC within the values of one attribute. */
export interface Subgroups {
  readonly column: string;
  readonly groups: readonly {
    readonly value: string;
    readonly n: number;
    readonly positives: number;
    /** By model, in their order; its `reason` says why a value is held back. */
    readonly estimates: readonly Estimate[];
  }[];
}

/** How a model holds up under corruption of the images. */
export interface Robustness {
  readonly severities: readonly number[];
  readonly clean: readonly Estimate[];
  /** `values[model][severity]`. */
  readonly corruptions: readonly {
    readonly name: string;
    readonly values: readonly (readonly (Estimate | null)[])[];
  }[];
  readonly sentence?: string;
}

export interface Example {
  readonly imagePath: string;
  readonly patient: string | null;
  readonly label: number;
  /** A data URI; null where the file is not at hand or images are left out. */
  readonly image: string | null;
  /** The same with an explanation laid over it; only where it was asked for. */
  readonly heat?: string | null;
  /** Of each model, in their order. */
  readonly probabilities: readonly number[];
}

export interface Examples {
  /** Whose mistakes: an index into `models`. */
  readonly model: number;
  readonly threshold: number;
  readonly falsePositives: readonly Example[];
  readonly falseNegatives: readonly Example[];
  readonly disagreements: readonly Example[];
  /** How the second pictures were made. */
  readonly explained?: { readonly method: string; readonly class: string };
  /** Why pictures are missing, if they are. */
  readonly note: string | null;
}

export interface Configuration {
  readonly title: string;
  readonly entries: readonly (readonly [key: string, value: string])[];
}
