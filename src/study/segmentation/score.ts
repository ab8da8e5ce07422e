import {
  aurocInterval,
  bootstrapInterval,
  clusteredAurocInterval,
  clusteredProportion,
  type Estimate,
  hasRepeats,
  twoLevelMean,
  wilson,
} from '../../stats/index.ts';
import { evaluateMasks } from '../../train/index.ts';
import type { Spread } from '../comparison.ts';
import type { MaskModelResult } from './comparison.ts';
import {
  ENDPOINT_NAMES,
  emptyBaseline,
  endpointMetric,
  type MaskCases,
  type MaskEndpoint,
  PRIMARY,
  relevantImages,
  withRegion,
} from './endpoints.ts';

/** One mask file, or one trained seed, measured on the test images. */
export interface MaskedRun {
  readonly source: string;
  readonly seed: number | null;
  readonly cases: MaskCases;
}

export interface MaskedModel {
  readonly name: string;
  readonly runs: readonly MaskedRun[];
}

export interface MaskScoreOptions {
  readonly seed: number;
  readonly replicates: number;
  readonly confidence: number;
}

/** Patients of some images where they repeat; else each image stands for itself. */
export function clustersAt(cases: MaskCases, images: readonly number[]): readonly string[] | undefined {
  const patients = images.map((i) => cases[0]![i]!.patient);
  return hasRepeats(patients) ? patients : undefined;
}

/** Every endpoint of a model with its interval: of its run, or the means over its seeds. */
export function scoreMaskModel(
  { name, runs }: MaskedModel,
  regions: readonly string[],
  options: MaskScoreOptions,
): MaskModelResult {
  const first = runs[0]!.cases;
  const estimates = ENDPOINT_NAMES.map((endpoint) => {
    const of = runs.length === 1 ? ofRun(endpoint, first, options) : overSeeds(endpoint, runs, options);
    return { endpoint, ...of, estimate: { ...of.estimate, baseline: emptyBaseline(endpoint, first) } };
  });
  const spread = estimates.find((e) => e.endpoint === PRIMARY)?.spread;
  const { seed, replicates } = options;
  const evaluated = regions.map((region, r) => {
    const all = runs.flatMap((run) => run.cases[r]!);
    return [region, evaluateMasks(all, { seed, replicates })];
  });
  return {
    name,
    endpoints: Object.fromEntries(estimates.map((e) => [e.endpoint, e.estimate])) as MaskModelResult['endpoints'],
    regions: Object.fromEntries(evaluated),
    runs: runs.map(({ source, seed: own, cases }) => ({
      ...{ source, seed: own },
      values: Object.fromEntries(ENDPOINT_NAMES.map((e) => [e, plain(e, cases)])) as Record<
        MaskEndpoint,
        number | null
      >,
    })),
    ...(spread ? { spread } : {}),
  };
}

/** An endpoint of one run, without an interval. */
function plain(endpoint: MaskEndpoint, cases: MaskCases): number | null {
  const images = relevantImages(endpoint, [cases]);
  return endpointMetric(endpoint, cases, images)(new Float64Array(images.length).fill(1));
}

interface Scored {
  readonly estimate: Omit<Estimate, 'baseline'>;
  readonly spread?: Spread;
}

/** The intervals of `fovea evaluate`: BCa of means, percentiles of pooled Dice, Wilson, logit DeLong; by patient where patients repeat. */
function ofRun(endpoint: MaskEndpoint, cases: MaskCases, { seed, replicates, confidence }: MaskScoreOptions): Scored {
  const images = relevantImages(endpoint, [cases]);
  const n = images.length;
  const value = plain(endpoint, cases);
  if (value === null) return { estimate: { value, low: null, high: null, method: 'none', n, reason: UNDEFINED } };
  const clusters = clustersAt(cases, images);
  const found = () => {
    if (endpoint === 'leftEmpty') {
      const empty = images.map((i) => Number(cases.every((own) => own[i]!.counts.predicted === 0)));
      const hits = empty.reduce((sum, x) => sum + x, 0);
      return clusters ? clusteredProportion(empty, clusters, confidence) : wilson(hits, n, confidence);
    }
    if (endpoint === 'auroc') {
      const labels = withRegion(cases).map(Number);
      const scores = images.map((i) => cases[0]![i]!.score);
      return clusters
        ? clusteredAurocInterval({ labels, scores, clusters }, { confidence })
        : aurocInterval(labels, scores, { confidence });
    }
    const type = endpoint === 'pooledDice' ? 'percentile' : 'bca';
    return bootstrapInterval(endpointMetric(endpoint, cases, images), {
      ...{ n, clusters, seed, replicates, confidence, type },
    });
  };
  const { low, high, method, reason } = found();
  return { estimate: { value, low, high, method, n, ...(reason ? { reason } : {}) } };
}

const UNDEFINED = 'not defined on these images';

/** The mean over trainings, with an interval for other seeds on other cases. */
function overSeeds(endpoint: MaskEndpoint, runs: readonly MaskedRun[], options: MaskScoreOptions): Scored {
  const images = relevantImages(
    endpoint,
    runs.map((run) => run.cases),
  );
  const n = images.length;
  if (n === 0) return { estimate: { value: null, low: null, high: null, method: 'none', n, reason: UNDEFINED } };
  const trainings = runs.map((run) => endpointMetric(endpoint, run.cases, images));
  const all = twoLevelMean(trainings, { ...options, n, clusters: clustersAt(runs[0]!.cases, images) });
  // few seeds give Student's t few degrees of freedom, and ends that no share can reach
  const cut = (x: number | null) => (x === null ? null : Math.min(1, Math.max(0, x)));
  return {
    estimate: {
      ...{ value: all.difference, low: cut(all.low), high: cut(all.high), n },
      method: `${all.test}, ${runs.length} seeds`,
      ...(all.reason ? { reason: all.reason } : {}),
    },
    spread: { seeds: all.seedDeviation[0] ?? null, cases: all.components.cases, both: all.standardError },
  };
}
