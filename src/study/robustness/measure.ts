import { CORRUPTION_NAMES, SEVERITIES } from '../../image/index.ts';
import type { WeightedMetric } from '../../metrics/index.ts';
import { type BootstrapEstimate, bootstrapIntervals, type Estimate, meanInterval } from '../../stats/index.ts';
import type { LabelledCases } from '../label-file.ts';
import { calledClasses, clustersOf, rowsOf, type ScoredRun, type ScoreOptions } from '../score.ts';
import { aurocOf, balancedErrorOf, meanMetric, meanOf } from './metrics.ts';
import { RESOLUTIONS } from './perturbation.ts';
import type { Change, ErrorSummary, ModelRobustness, Scores } from './result.ts';

/** A model's trainings on clean images, and its probabilities under each perturbation, by key. */
export interface PerturbedModel {
  readonly name: string;
  readonly patchSize: number | null;
  readonly runs: readonly (ScoredRun & { readonly under: ReadonlyMap<string, Float64Array> })[];
}

type Metrics = ReadonlyMap<string, WeightedMetric>;
const CLEAN = 'clean';

/** By key, the mean over the runs of a metric of the cases; `clean` is the untouched images. */
export function metricsOf(
  cases: LabelledCases,
  { runs }: PerturbedModel,
  metric: (cases: LabelledCases, run: ScoredRun) => WeightedMetric,
): Metrics {
  const at = (key: string) =>
    meanMetric(runs.map((run) => metric(cases, key === CLEAN ? run : { ...run, probabilities: run.under.get(key)! })));
  return new Map([CLEAN, ...runs[0]!.under.keys()].map((key) => [key, at(key)]));
}

export const severitiesOf = (name: string) => SEVERITIES.map((s) => `${name}/${s}`);

/** One model under everything. All intervals come from the same resamples of the cases, patients drawn whole. */
export function measureModel(
  cases: LabelledCases,
  model: PerturbedModel,
  options: ScoreOptions & { readonly reference: PerturbedModel | null },
): ModelRobustness {
  const { seed, replicates, confidence, reference } = options;
  const n = cases.labels.length;
  const resampling = { n, clusters: clustersOf(cases), seed, replicates, confidence };
  const aurocs = metricsOf(cases, model, aurocOf);
  const areas = bootstrapIntervals((w) => evaluated(aurocs, w), { ...resampling, type: 'logit' });
  const errors = metricsOf(cases, model, balancedErrorOf);
  const against = reference && (reference === model ? errors : metricsOf(cases, reference, balancedErrorOf));
  const losses = bootstrapIntervals<string>((w) => summaries(evaluated(errors, w), against && evaluated(against, w)), {
    ...resampling,
    type: 'percentile',
  });

  const chance = 1 - 1 / cases.classes.length;
  const estimate = (of: BootstrapEstimate, baseline: number | null): Estimate => {
    const { value, low, high, method, reason } = of;
    return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
  };
  const scores = (key: string): Scores => ({
    auroc: estimate(areas[key]!, 0.5),
    balancedError: estimate(losses[key]!, chance),
  });
  const summary = (name: string): ErrorSummary => ({
    balancedError: estimate(losses[`mean ${name}`]!, chance),
    increase: estimate(losses[`increase ${name}`]!, 0),
    against: against && {
      balancedError: estimate(losses[`be ${name}`]!, 1),
      relativeBalancedError: estimate(losses[`rbe ${name}`]!, 1),
    },
  });
  const changes = (key: string): Change => changeOf(cases, model, key, confidence);
  const shifts = [...model.runs[0]!.under.keys()].filter((key) => key.startsWith('shift/'));
  return {
    name: model.name,
    clean: scores(CLEAN),
    corruptions: CORRUPTION_NAMES.map((name) => ({ name, scores: severitiesOf(name).map(scores), ...summary(name) })),
    overall: summary('all'),
    resolutions: RESOLUTIONS.map((share) => ({
      share,
      ...scores(`resolution/${share}`),
      ...changes(`resolution/${share}`),
    })),
    shifts: shifts.map((key) => {
      const pixels = Number(key.split('/')[1]);
      const withinPatch = model.patchSize === null ? null : pixels % model.patchSize !== 0;
      return { pixels, withinPatch, ...scores(key), ...changes(key) };
    }),
    patchSize: model.patchSize,
  };
}

function evaluated(metrics: Metrics, weights: ArrayLike<number>): Record<string, number | null> {
  return Object.fromEntries([...metrics].map(([key, metric]) => [key, metric(weights)]));
}

type Values = Readonly<Record<string, number | null>>;

/** The balanced errors with their means by corruption, and those over the reference's (MedMNIST-C's BE and RBE). */
function summaries(own: Values, reference: Values | null): Record<string, number | null> {
  const out: Record<string, number | null> = { ...own };
  const names: readonly string[] = CORRUPTION_NAMES;
  for (const name of names) {
    const mean = meanOf(severitiesOf(name).map((key) => own[key]!));
    out[`mean ${name}`] = mean;
    out[`increase ${name}`] = less(mean, own[CLEAN]!);
    if (reference === null) continue;
    const theirs = meanOf(severitiesOf(name).map((key) => reference[key]!));
    out[`be ${name}`] = ratio(mean, theirs);
    out[`rbe ${name}`] = ratio(out[`increase ${name}`]!, less(theirs, reference[CLEAN]!));
  }
  for (const kind of reference ? ['mean', 'increase', 'be', 'rbe'] : ['mean', 'increase']) {
    out[`${kind} all`] = meanOf(names.map((name) => out[`${kind} ${name}`]!));
  }
  return out;
}

const less = (a: number | null, b: number | null) => (a === null || b === null ? null : a - b);
/** Undefined where the reference loses nothing: such a quotient has no meaning. */
const ratio = (a: number | null, b: number | null) => (a === null || b === null || b <= 0 ? null : a / b);

function changeOf(cases: LabelledCases, { runs }: PerturbedModel, key: string, confidence: number): Change {
  const { labels, classes } = cases;
  const perRun = runs.map((run) => {
    const moved = { ...run, probabilities: run.under.get(key)! };
    const [before, after] = [calledClasses(run, classes.length), calledClasses(moved, classes.length)];
    return { distance: distances(run, moved, classes.length), flipped: after.map((c, i) => Number(c !== before[i])) };
  });
  const mean = (pick: (run: (typeof perRun)[number]) => ArrayLike<number>): Estimate => {
    const values = labels.map((_, i) => perRun.reduce((sum, run) => sum + pick(run)[i]!, 0) / perRun.length);
    const { value, low, high, method, n, reason } = meanInterval(values, { clusters: clustersOf(cases), confidence });
    const within = (x: number | null) => (x === null ? null : Math.min(1, Math.max(0, x)));
    return { value, low: within(low), high: within(high), method, n, baseline: 0, ...(reason ? { reason } : {}) };
  };
  return { change: mean((run) => run.distance), flipped: mean((run) => run.flipped) };
}

/** Total variation between the class probabilities of each case before and after. [n] */
function distances(a: ScoredRun, b: ScoredRun, classes: number): Float64Array {
  if (classes === 2) return a.probabilities.map((p, i) => Math.abs(p - b.probabilities[i]!));
  const after = rowsOf(b, classes);
  return Float64Array.from(rowsOf(a, classes), (row, i) =>
    row.reduce((s, p, c) => s + Math.abs(p - after[i]![c]!) / 2, 0),
  );
}
