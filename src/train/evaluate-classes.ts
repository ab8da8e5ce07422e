import { multiclassAuroc, rank, rankedAuroc } from '../metrics/index.ts';
import { type Estimate, type Interval, percentileBootstrap, wilson } from '../stats/index.ts';

export interface ClassCases {
  /** Class of each case, 0 to k − 1. [n] */
  readonly labels: readonly number[];
  /** Row by row, each summing to 1. [n × k] */
  readonly probabilities: Float64Array;
  readonly classes: number;
  /** Patient of each case; where patients repeat, intervals draw whole patients. [n] */
  readonly patients?: readonly (number | string)[] | undefined;
  readonly seed?: number | undefined;
  readonly replicates?: number | undefined;
}

export interface ClassEvaluation {
  readonly accuracy: Estimate;
  /** Mean over the classes of the AUROC of each against the rest. */
  readonly auroc: Estimate;
  /** True class by row, called class by column. */
  readonly confusion: readonly (readonly number[])[];
  readonly n: number;
  readonly counts: readonly number[];
}

/** Accuracy (Wilson) and macro AUROC (bootstrap) of a task with more than two classes; with repeated patients both by a patient bootstrap. */
export function evaluateClasses(cases: ClassCases): ClassEvaluation {
  const { labels, probabilities, classes, patients, seed = 0, replicates = 1000 } = cases;
  const n = labels.length;
  const rows = labels.map((_, i) => probabilities.subarray(i * classes, (i + 1) * classes));
  const called = rows.map(topClass);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, label] of labels.entries()) confusion[label]![called[i]!]!++;
  const counts = confusion.map((row) => row.reduce((sum, x) => sum + x, 0));
  const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);

  const clusters = patients && new Set(patients).size < n ? patients : undefined;
  const rankings = Array.from({ length: classes }, (_, c) =>
    rank(
      labels.map((label) => Number(label === c)),
      rows.map((row) => row[c]!),
    ),
  );
  const statistics = (weights: ArrayLike<number>) => {
    const areas = rankings.map((ranking) => rankedAuroc(ranking, weights)).filter((area) => area !== null);
    let sum = 0;
    let hits = 0;
    for (let i = 0; i < n; i++) {
      sum += weights[i]!;
      if (called[i] === labels[i]) hits += weights[i]!;
    }
    return {
      auroc: areas.length === 0 ? null : areas.reduce((a, b) => a + b, 0) / areas.length,
      accuracy: sum === 0 ? null : hits / sum,
    };
  };
  const intervals = percentileBootstrap(statistics, {
    ...{ n, clusters, seed, strata: labels },
    replicates: n === 0 ? 0 : replicates,
  });
  const accuracyInterval = clusters ? intervals.accuracy : wilson(right, n);
  return {
    accuracy: estimate(n === 0 ? null : right / n, accuracyInterval, n, n === 0 ? null : Math.max(...counts) / n),
    auroc: estimate(n === 0 ? null : multiclassAuroc(labels, rows).macro, intervals.auroc, n, 0.5),
    confusion,
    n,
    counts,
  };
}

/** The most probable class; of equal ones the first. */
export const topClass = (row: Float64Array): number => row.indexOf(Math.max(...row));

function estimate(value: number | null, interval: Interval | undefined, n: number, baseline: number | null): Estimate {
  const { low = null, high = null, method = 'none', reason } = interval ?? {};
  if (value === null) return { value, low: null, high: null, method, n, baseline, reason: 'undefined on these cases' };
  return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
}
