import { checkConfidence } from '../stats/estimate.ts';
import type { Comparison, ComparisonSettings, ModelResult, StudyCases, TestSet } from './comparison.ts';
import type { LabelledCases } from './label-file.ts';
import { comparePairs } from './pairs.ts';
import { type ScoredModel, type ScoredRun, type ScoreOptions, scoreRun } from './score.ts';
import { scoreSeeds } from './seeds.ts';
import { decide } from './verdict.ts';

export interface CompareOptions {
  /** Version of Fovea, for the record. */
  readonly version: string;
  /** Default 0.95; α is one minus it. */
  readonly confidence?: number | undefined;
  /** Of the minimum detectable difference, default 0.8. */
  readonly power?: number | undefined;
  readonly replicates?: number | undefined;
  readonly seed?: number | undefined;
  /** The largest AUROC difference that does not matter. */
  readonly margin?: number | undefined;
  readonly permutation?: boolean | undefined;
  /** Of the disease where the test will be used. */
  readonly prevalence?: number | undefined;
  readonly warnings?: readonly string[] | undefined;
}

/** Models on the same cases: the table, every pair, what could have been seen, the verdict. */
export function compareModels(
  cases: LabelledCases,
  models: readonly ScoredModel[],
  options: CompareOptions,
): { comparison: Comparison; cases: StudyCases } {
  if (models.length < 2) throw new Error('a comparison needs at least two models');
  const settings = settingsOf(options);
  const scoring = { ...settings, prevalence: options.prevalence };
  const results = models.map((model) => scoreModel(cases, model, scoring));
  const test = describeTest(cases);
  const pairs = comparePairs(cases, models, { ...settings, permutation: options.permutation === true });
  const comparison: Comparison = {
    format: 1,
    fovea: options.version,
    created: new Date().toISOString(),
    kind: 'predictions',
    test,
    settings,
    models: results,
    pairs,
    ...decide(results, pairs, { test, settings }),
    warnings: [...(options.warnings ?? []), ...smallSet(test)],
  };
  return { comparison, cases: caseRecord(cases, models) };
}

/** Every metric of a model: of its run, or the means over its seeds. */
export function scoreModel(cases: LabelledCases, model: ScoredModel, options: ScoreOptions): ModelResult {
  const single = model.runs.length === 1;
  // of several seeds only the means get intervals
  const scores = model.runs.map((run) => scoreRun(cases, run, single ? options : { ...options, replicates: 1 }));
  const first = scores[0]!;
  const mean = single ? { metrics: first.metrics } : scoreSeeds(cases, model, { ...options, baselines: first.metrics });
  return {
    name: model.name,
    ...mean.metrics,
    threshold: single ? model.runs[0]!.threshold : null,
    confusion: sumOf(scores.map((score) => score.confusion)),
    runs: model.runs.map(({ source, seed, threshold }, r) => ({
      ...{ source, seed, threshold },
      auroc: scores[r]!.metrics.auroc.value,
      accuracy: scores[r]!.metrics.accuracy.value,
    })),
    ...('spread' in mean ? { spread: mean.spread } : {}),
  };
}

export function settingsOf(options: CompareOptions): ComparisonSettings {
  const { power = 0.8, replicates = 2000, seed = 0, margin = null } = options;
  const confidence = checkConfidence(options.confidence ?? 0.95);
  if (margin !== null && !(margin > 0 && margin < 1)) {
    throw new Error(`the margin is ${margin}: it is a difference of AUROC or Dice, above 0 and below 1, such as 0.02`);
  }
  return { confidence, alpha: Number((1 - confidence).toFixed(12)), power, replicates, seed, margin };
}

export function describeTest(cases: LabelledCases): TestSet {
  const { source, labels, classes, groups, groupColumn, dataHash } = cases;
  const counts = classes.map((_, c) => labels.filter((label) => label === c).length);
  const positives = classes.length === 2 ? counts[1]! : null;
  return {
    ...{ source, n: labels.length, classes, counts, positives },
    prevalence: positives === null ? null : positives / labels.length,
    groupColumn,
    groups: groups === null ? null : new Set(groups).size,
    ...(dataHash ? { dataHash } : {}),
  };
}

/** Large-sample formulas are not to be leaned on with a handful of cases. */
function smallSet({ classes, counts }: TestSet): string[] {
  return counts.flatMap((n, c) =>
    n < 10 ? [`only ${n} cases of ${classes[c]}: intervals and p values are rough`] : [],
  );
}

function sumOf(tables: readonly ModelResult['confusion'][]): ModelResult['confusion'] {
  return tables.reduce((sum, t) =>
    sum && t ? { tp: sum.tp + t.tp, fp: sum.fp + t.fp, tn: sum.tn + t.tn, fn: sum.fn + t.fn } : null,
  )!;
}

function caseRecord(cases: LabelledCases, models: readonly ScoredModel[]): StudyCases {
  const { classes, imagePaths, labels, groups, attributes, files } = cases;
  const runOf = ({ seed, threshold, probabilities }: ScoredRun) => ({
    seed,
    threshold: threshold?.value ?? null,
    probabilities: Array.from(probabilities),
  });
  return {
    format: 1,
    ...{ classes, imagePaths, files: files ?? null, labels, groups, attributes },
    models: models.map(({ name, runs }) => ({ name, runs: runs.map(runOf) })),
  };
}
