import {
  type WeightedMetric,
  weightedAuroc,
  weightedAveragePrecision,
  weightedBrier,
  weightedCalibrationError,
  weightedDecision,
  weightedLogLoss,
  weightedMean,
  weightedMulticlassAuroc,
} from '../metrics/index.ts';
import { DECISION_METRICS, type Estimate, twoLevelMean } from '../stats/index.ts';
import type { ModelMetrics, Spread } from './comparison.ts';
import type { LabelledCases } from './label-file.ts';
import {
  classLosses,
  clustersOf,
  correctCases,
  type RunScore,
  rowsOf,
  type ScoredModel,
  type ScoredRun,
  type ScoreOptions,
  thresholdOf,
} from './score.ts';

/** A model over its seeds: the mean of each metric, with an interval for other seeds on other cases. */
export function scoreSeeds(
  cases: LabelledCases,
  model: ScoredModel,
  { baselines, ...options }: ScoreOptions & { readonly baselines: RunScore['metrics'] },
): { metrics: ModelMetrics; spread: Spread } {
  const { seed, replicates, confidence } = options;
  const bootstrap = { n: cases.labels.length, clusters: clustersOf(cases), seed, replicates, confidence };
  const metrics: Record<string, Estimate> = {};
  let spread: Spread = { seeds: null, cases: null, both: null };
  for (const name of seedMetrics(cases)) {
    const trainings = model.runs.map((run) => weightedMetric(name, cases, run));
    const all = twoLevelMean(trainings, bootstrap);
    metrics[name] = {
      ...{ value: all.difference, ...withinRange(name, all), n: bootstrap.n },
      method: `${all.test}, ${model.runs.length} seeds`,
      baseline: baselines[name as keyof ModelMetrics]?.baseline ?? null,
      ...(all.reason ? { reason: all.reason } : {}),
    };
    if (name === 'auroc') {
      spread = { seeds: all.seedDeviation[0] ?? null, cases: all.components.cases, both: all.standardError };
    }
  }
  return { metrics: metrics as ModelMetrics, spread };
}

/** Few seeds give Student's t few degrees of freedom, and ends that the metric cannot reach: they are cut. */
function withinRange(name: string, { low, high }: { low: number | null; high: number | null }) {
  const least = ['mcc', 'youden', 'kappa'].includes(name) ? -1 : 0;
  const most = name === 'logLoss' || name.endsWith('LikelihoodRatio') ? Number.MAX_VALUE : name === 'brier' ? 2 : 1;
  const cut = (x: number | null) => (x === null ? null : Math.min(most, Math.max(least, x)));
  return { low: cut(low), high: cut(high) };
}

const LOSSES = ['brier', 'logLoss'] as const;

/** The metrics that are averaged over seeds. */
function seedMetrics({ classes }: LabelledCases): string[] {
  if (classes.length > 2) return ['auroc', 'accuracy', ...LOSSES];
  return ['auroc', 'averagePrecision', ...Object.keys(DECISION_METRICS), ...LOSSES, 'expectedCalibrationError'];
}

/** A metric of one run under case weights, without the cost of the others. */
export function weightedMetric(name: string, cases: LabelledCases, run: ScoredRun): WeightedMetric {
  const { labels, classes } = cases;
  const { probabilities } = run;
  if (name === 'accuracy') return weightedMean(correctCases(cases, run));
  if (classes.length > 2) {
    const rows = rowsOf(run, classes.length);
    if (name === 'brier') return weightedMean(classLosses(labels, rows).brier);
    if (name === 'logLoss') return weightedMean(classLosses(labels, rows).log);
    const areas = weightedMulticlassAuroc(labels, rows);
    return (weights) => areas(weights).macro;
  }
  if (name === 'auroc') return weightedAuroc(labels, probabilities);
  if (name === 'averagePrecision') return weightedAveragePrecision(labels, probabilities);
  if (name === 'brier') return weightedBrier(labels, probabilities);
  if (name === 'logLoss') return weightedLogLoss(labels, probabilities);
  if (name === 'expectedCalibrationError') {
    const error = weightedCalibrationError(labels, probabilities);
    return (weights) => error(weights)?.expected ?? null;
  }
  const metric = DECISION_METRICS[name as keyof typeof DECISION_METRICS];
  return weightedDecision(metric, { labels, scores: probabilities, threshold: thresholdOf(run) });
}
