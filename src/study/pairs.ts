import {
  aurocPermutationTest,
  clusteredDelongTest,
  delongTest,
  discordance,
  holm,
  mcnemar,
  type PairedTest,
  pairedBootstrap,
  signFlipTest,
  tost,
  twoLevelTest,
} from '../stats/index.ts';
import { normalQuantile } from '../stats/special/normal.ts';
import type { ComparisonSettings, PairResult } from './comparison.ts';
import type { LabelledCases } from './label-file.ts';
import { clustersOf, correctCases, type ScoredModel } from './score.ts';
import { weightedMetric } from './seeds.ts';

export interface PairOptions extends ComparisonSettings {
  /** p by exchanging the models' results at random, in place of DeLong and McNemar. */
  readonly permutation: boolean;
}

type Metric = PairResult['metric'];
const METRICS: readonly Metric[] = ['auroc', 'accuracy'];

/** All pairs of models, in the order given, for AUROC and accuracy; p adjusted by Holm within each metric. */
export function comparePairs(cases: LabelledCases, models: readonly ScoredModel[], options: PairOptions): PairResult[] {
  return METRICS.flatMap((metric) => {
    const family = models.flatMap((a, i) =>
      models.slice(i + 1).map((b) => {
        const seeds = a.runs.length > 1 || b.runs.length > 1;
        const test = (seeds ? seededTest : pairedTest)(metric, cases, { a, b }, options);
        return pairOf(metric, { a: a.name, b: b.name }, test, options);
      }),
    );
    const known = family.filter((pair) => pair.p !== null);
    const adjusted = holm(known.map((pair) => pair.p!));
    return family.map((pair) => ({ ...pair, pAdjusted: adjusted[known.indexOf(pair)] ?? null }));
  });
}

function pairOf(
  metric: Metric,
  names: { a: string; b: string },
  test: PairedTest,
  { margin, alpha }: PairOptions,
): PairResult {
  const { difference, low, high, standardError, p, reason } = test;
  const testable = metric === 'auroc' && margin !== null && difference !== null && standardError !== null;
  return {
    ...names,
    ...{ metric, difference, low, high, standardError, test: test.test, p, pAdjusted: null },
    ...(testable ? { equivalence: tost({ difference, standardError, margin, alpha }) } : {}),
    ...(reason ? { reason } : {}),
  };
}

interface Pair {
  readonly a: ScoredModel;
  readonly b: ScoredModel;
}

/** One run each: closed forms where there are any, else a bootstrap; by patient where patients repeat. */
function pairedTest(metric: Metric, cases: LabelledCases, { a, b }: Pair, options: PairOptions): PairedTest {
  const { confidence, seed, replicates, permutation } = options;
  const [runA, runB] = [a.runs[0]!, b.runs[0]!];
  const { labels, classes } = cases;
  const clusters = clustersOf(cases);
  const scores = { labels, a: runA.probabilities, b: runB.probabilities };
  const binary = classes.length === 2;
  const [rightA, rightB] = [correctCases(cases, runA), correctCases(cases, runB)];

  const estimated = (): PairedTest => {
    if (metric === 'auroc' && binary) {
      return clusters
        ? clusteredDelongTest({ ...scores, clusters }, { confidence })
        : delongTest(scores, { confidence });
    }
    if (metric === 'accuracy' && !clusters) return mcnemar(discordance(rightA, rightB), { confidence });
    const metrics = { a: weightedMetric(metric, cases, runA), b: weightedMetric(metric, cases, runB) };
    return pairedBootstrap(metrics, { n: labels.length, clusters, seed, replicates, confidence });
  };
  const test = estimated();
  if (!permutation || (metric === 'auroc' && !binary)) return test;
  const byChance = { clusters, seed, permutations: replicates };
  const permuted =
    metric === 'auroc'
      ? aurocPermutationTest(scores, byChance)
      : signFlipTest(
          Float64Array.from(rightA, (right, i) => right - rightB[i]!),
          byChance,
        );
  return { ...test, p: permuted.p, test: `${permuted.test}; interval: ${test.test}` };
}

/** Several seeds: the difference of the models' means, for other seeds on other cases. */
function seededTest(metric: Metric, cases: LabelledCases, { a, b }: Pair, options: PairOptions): PairedTest {
  const { confidence, seed, replicates } = options;
  const trainings = (model: ScoredModel) => model.runs.map((run) => weightedMetric(metric, cases, run));
  const found = twoLevelTest(
    { a: trainings(a), b: trainings(b) },
    { n: cases.labels.length, clusters: clustersOf(cases), seed, replicates, confidence },
  );
  const { low, high } = found;
  if (low === null || high === null) return found;
  // Few seeds leave few degrees of freedom: an error as wide as the interval keeps that in all that is reckoned from it.
  return { ...found, standardError: (high - low) / (-2 * normalQuantile((1 - confidence) / 2)) };
}
