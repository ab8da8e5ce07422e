import {
  aurocPermutationTest,
  clusteredDelongTest,
  delongTest,
  holm,
  type PairedTest,
  pairedBootstrap,
  permutationTest,
  tost,
  twoLevelTest,
} from '../../stats/index.ts';
import { normalQuantile } from '../../stats/special/normal.ts';
import type { ComparisonSettings } from '../comparison.ts';
import type { MaskPairResult } from './comparison.ts';
import {
  ENDPOINT_NAMES,
  endpointMetric,
  type MaskCases,
  type MaskEndpoint,
  PRIMARY,
  relevantImages,
  withRegion,
} from './endpoints.ts';
import { clustersAt, type MaskedModel } from './score.ts';

export interface MaskPairOptions extends ComparisonSettings {
  /** p by exchanging the models' masks of whole patients at random. */
  readonly permutation: boolean;
}

/** All pairs of models, in the order given, for every endpoint; p adjusted by Holm within each. */
export function compareMaskPairs(models: readonly MaskedModel[], options: MaskPairOptions): MaskPairResult[] {
  return ENDPOINT_NAMES.flatMap((metric) => {
    const family = models.flatMap((a, i) => models.slice(i + 1).map((b) => pairOf(metric, a, b, options)));
    const known = family.filter((pair) => pair.p !== null);
    const adjusted = holm(known.map((pair) => pair.p!));
    return family.map((pair) => ({ ...pair, pAdjusted: adjusted[known.indexOf(pair)] ?? null }));
  });
}

function pairOf(metric: MaskEndpoint, a: MaskedModel, b: MaskedModel, options: MaskPairOptions): MaskPairResult {
  const images = relevantImages(
    metric,
    [...a.runs, ...b.runs].map((run) => run.cases),
  );
  const seeds = a.runs.length > 1 || b.runs.length > 1;
  const found =
    images.length === 0
      ? { ...NOTHING, n: 0 }
      : seeds
        ? seededTest(metric, { a, b, images }, options)
        : pairedTest(metric, { a: a.runs[0]!.cases, b: b.runs[0]!.cases, images }, options);
  const { difference, low, high, standardError, test, p, reason } = found;
  const { margin, alpha } = options;
  const testable = metric === PRIMARY && margin !== null && difference !== null && standardError !== null;
  return {
    ...{ a: a.name, b: b.name, metric, difference, standardError, test, p, pAdjusted: null },
    ...{ low: low === null ? null : Math.max(-1, low), high: high === null ? null : Math.min(1, high) },
    ...(testable ? { equivalence: tost({ difference, standardError, margin, alpha }) } : {}),
    ...(reason ? { reason } : {}),
  };
}

const NOTHING = {
  ...{ test: 'none', difference: null, low: null, high: null, statistic: null, standardError: null, p: null },
  reason: 'there is no such image',
};

/** One run each: DeLong for the AUROC, a paired bootstrap for all else; by patient where patients repeat. */
function pairedTest(
  metric: MaskEndpoint,
  { a, b, images }: { a: MaskCases; b: MaskCases; images: readonly number[] },
  options: MaskPairOptions,
): PairedTest {
  const { confidence, seed, replicates, permutation } = options;
  const clusters = clustersAt(a, images);
  const n = images.length;
  const byChance = { clusters, seed, permutations: replicates };
  if (metric === 'auroc') {
    const labels = withRegion(a).map(Number);
    const scoresOf = (cases: MaskCases) => images.map((i) => cases[0]![i]!.score);
    const scores = { labels, a: scoresOf(a), b: scoresOf(b) };
    const test = clusters
      ? clusteredDelongTest({ ...scores, clusters }, { confidence })
      : delongTest(scores, { confidence });
    return permutation ? permuted(test, aurocPermutationTest(scores, byChance)) : test;
  }
  const metrics = { a: endpointMetric(metric, a, images), b: endpointMetric(metric, b, images) };
  const test = pairedBootstrap(metrics, { n, clusters, seed, replicates, confidence });
  if (!permutation) return test;
  const ones = new Float64Array(n).fill(1);
  const own = images.map((_, i) => i);
  const picked = (cases: MaskCases) => cases.map((region) => images.map((i) => region[i]!));
  const [casesA, casesB] = [picked(a), picked(b)];
  const difference = (exchanged: Uint8Array) => {
    const mixed = (from: MaskCases, other: MaskCases) =>
      from.map((region, r) => region.map((c, i) => (exchanged[i] ? other[r]![i]! : c)));
    const x = endpointMetric(metric, mixed(casesA, casesB), own)(ones);
    const y = endpointMetric(metric, mixed(casesB, casesA), own)(ones);
    return x === null || y === null ? null : x - y;
  };
  return permuted(test, permutationTest(difference, { ...byChance, n }));
}

const permuted = (test: PairedTest, chance: PairedTest): PairedTest => ({
  ...test,
  p: chance.p,
  test: `${chance.test}; interval: ${test.test}`,
});

/** Several seeds: the difference of the models' means, for other seeds on other cases. */
function seededTest(
  metric: MaskEndpoint,
  { a, b, images }: { a: MaskedModel; b: MaskedModel; images: readonly number[] },
  { confidence, seed, replicates }: MaskPairOptions,
): PairedTest {
  const trainings = (model: MaskedModel) => model.runs.map((run) => endpointMetric(metric, run.cases, images));
  const clusters = clustersAt(a.runs[0]!.cases, images);
  const options = { n: images.length, clusters, seed, replicates, confidence };
  const found = twoLevelTest({ a: trainings(a), b: trainings(b) }, options);
  const { low, high } = found;
  if (low === null || high === null) return found;
  // Few seeds leave few degrees of freedom: an error as wide as the interval keeps that in all that is reckoned from it.
  return { ...found, standardError: (high - low) / (-2 * normalQuantile((1 - confidence) / 2)) };
}
