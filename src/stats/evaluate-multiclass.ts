import { classMetrics, kappa, type MultiAuroc, weightedClassTable, weightedMulticlassAuroc } from '../metrics/index.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import type { Estimate } from './estimate.ts';
import { hasRepeats } from './evaluate-binary.ts';
import { finish } from './finish.ts';

export interface EvaluateMulticlassOptions {
  /** Class of each case, 0 to k − 1. [n] */
  readonly labels: ArrayLike<number>;
  /** Rows of k; the highest is the call, the first of equals. [n][k] */
  readonly scores: readonly ArrayLike<number>[];
  /** Patient of each case. [n] */
  readonly patients?: ArrayLike<number | string> | undefined;
  readonly seed?: number | undefined;
  /** Default 2000. */
  readonly replicates?: number | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

const NAMES = [
  'macroAuroc',
  'weightedAuroc',
  'microAuroc',
  'accuracy',
  'balancedAccuracy',
  'macroF1',
  'mcc',
  'kappa',
  'quadraticKappa',
] as const;
type MulticlassMetric = (typeof NAMES)[number];

export type MulticlassEvaluation = Record<MulticlassMetric, Estimate> & {
  /** AUROC of each class against the rest. [k] */
  readonly aurocPerClass: readonly Estimate[];
  readonly sensitivityPerClass: readonly Estimate[];
  /** True class by predicted class. [k][k] */
  readonly table: readonly (readonly number[])[];
  readonly n: number;
};

/**
 * Metrics of a task of k classes, all with intervals by one BCa bootstrap (by patient where patients repeat). Baselines are those of
 * the majority class; AUROC 0.5.
 */
export function evaluateMulticlass(options: EvaluateMulticlassOptions): MulticlassEvaluation {
  const { labels, scores, seed = 0, replicates = 2000, confidence = 0.95 } = options;
  const n = labels.length;
  const k = scores[0]?.length ?? 0;
  if (scores.length !== n) throw new RangeError(`${n} labels for ${scores.length} rows of scores`);
  const clusters = options.patients && hasRepeats(options.patients) ? options.patients : undefined;
  const predicted = scores.map(highestClass);
  const tableOf = weightedClassTable(labels, predicted, k);
  const aurocsOf = weightedMulticlassAuroc(labels, scores);
  const statistics = (weights: ArrayLike<number>) => named(aurocsOf(weights), tableOf(weights));
  const intervals = bootstrapIntervals(statistics, {
    n,
    clusters,
    seed,
    replicates: n === 0 ? 0 : replicates,
    confidence,
    type: 'bca',
  });
  const table = tableOf(new Float64Array(n).fill(1)).map((row) => [...row]);
  const counts = table.map((row) => row.reduce((sum, x) => sum + x, 0));
  const majority = counts.indexOf(Math.max(...counts));
  const trivial = counts.map((count) => counts.map((_, c) => (c === majority ? count : 0)));
  const calls = classMetrics(trivial);
  const chance = { macroAuroc: 0.5, weightedAuroc: 0.5, microAuroc: 0.5, ...calls, kappa: 0, quadraticKappa: 0 };
  const estimate = (name: string, baseline: number | null, count = n): Estimate =>
    finish({
      value: intervals[name]?.value ?? null,
      interval: intervals[name],
      n: count,
      baseline: n > 0 ? baseline : null,
      undefinedBecause: n === 0 ? 'no cases' : 'needs cases of this class and of another',
    });
  const evaluation = {} as Record<MulticlassMetric, Estimate>;
  for (const name of NAMES) evaluation[name] = estimate(name, chance[name]);
  return {
    ...evaluation,
    aurocPerClass: counts.map((_, c) => estimate(`auroc ${c}`, 0.5)),
    sensitivityPerClass: counts.map((count, c) => estimate(`sensitivity ${c}`, calls.sensitivities[c]!, count)),
    table,
    n,
  };
}

/** Everything that is bootstrapped, by name. */
function named(aurocs: Omit<MultiAuroc, 'reason'>, table: number[][]): Record<string, number | null> {
  const { sensitivities, ...calls } = classMetrics(table);
  const out: Record<string, number | null> = {
    macroAuroc: aurocs.macro,
    weightedAuroc: aurocs.weighted,
    microAuroc: aurocs.micro,
    ...calls,
    kappa: kappa(table),
    quadraticKappa: kappa(table, 'quadratic'),
  };
  aurocs.perClass.forEach((area, c) => {
    out[`auroc ${c}`] = area;
  });
  sensitivities.forEach((share, c) => {
    out[`sensitivity ${c}`] = share;
  });
  return out;
}

/** The class of the highest score; of equal ones the first. */
export function highestClass(row: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < row.length; c++) if (row[c]! > row[best]!) best = c;
  return best;
}
