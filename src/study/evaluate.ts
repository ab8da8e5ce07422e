import type { ConfusionMatrix } from '../metrics/index.ts';
import type { Estimate } from '../stats/index.ts';
import { describeTest } from './compare.ts';
import type { ModelMetrics, StudyThreshold } from './comparison.ts';
import type { LabelledCases } from './label-file.ts';
import { type ScoredRun, type ScoreOptions, scoreRun } from './score.ts';
import { type Subgroup, scoreSubgroups } from './subgroups.ts';

/** All that is known of one model on labelled cases: what `fovea evaluate --json` prints. */
export type Evaluation = ModelMetrics & {
  readonly classes: readonly string[];
  readonly n: number;
  /** Patients, where they are known. */
  readonly groups: number | null;
  readonly counts: readonly number[];
  readonly subgroups?: readonly Subgroup[];
  /** Of two classes. */
  readonly positives?: number | null;
  readonly prevalence?: number | null;
  readonly threshold?: number;
  /** How the threshold was chosen, and on what. */
  readonly rule?: string;
  readonly chosenOn?: StudyThreshold['chosenOn'];
  /** Of two classes the four counts; of more, true class (rows) by called class. */
  readonly confusion: ConfusionMatrix | readonly (readonly number[])[];
  /** The classifier behind the baselines at the threshold: it calls every case the more common class. */
  readonly trivial: string;
  /** Of more classes: AUROC of each against the rest. */
  readonly aurocPerClass?: Readonly<Record<string, Estimate>>;
};

export interface EvaluateOptions extends ScoreOptions {
  /** Columns of the label file or data set. */
  readonly subgroups: readonly string[];
}

export function evaluateCases(cases: LabelledCases, run: ScoredRun, options: EvaluateOptions): Evaluation {
  const { metrics, confusion, table, perClass } = scoreRun(cases, run, options);
  const { n, classes, counts, positives, prevalence, groups } = describeTest(cases);
  const columns = options.subgroups;
  const subgroups = columns.length === 0 ? {} : { subgroups: scoreSubgroups(cases, run, { ...options, columns }) };
  const common = { ...metrics, n, classes, counts, groups, ...subgroups };
  if (confusion === null || run.threshold === null) {
    const top = counts.indexOf(Math.max(...counts));
    return {
      ...common,
      trivial: `all ${classes[top]}`,
      aurocPerClass: Object.fromEntries((perClass ?? []).map((estimate, c) => [classes[c]!, estimate])),
      confusion: table ?? [],
    };
  }
  const { value: threshold, rule, chosenOn } = run.threshold;
  const trivial = positives! > n - positives! ? 'all positive' : 'all negative';
  return { ...common, positives, prevalence, threshold, rule, chosenOn, confusion, trivial };
}
