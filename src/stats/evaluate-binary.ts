import {
  accuracy,
  type BinaryLabels,
  balancedAccuracy,
  type ConfusionMatrix,
  confusionMatrix,
  f1,
  kappa,
  mcc,
  negativeLikelihoodRatio,
  npv,
  positiveLikelihoodRatio,
  ppv,
  predictiveValuesAt,
  type Ranking,
  rank,
  rankedAuroc,
  rankedAveragePrecision,
  rankedSensitivityAt,
  rankedSpecificityAt,
  sensitivity,
  specificity,
  weightedConfusion,
  youden,
} from '../metrics/index.ts';
import { bootstrapInterval, bootstrapIntervals } from './bootstrap.ts';
import { clusteredAurocInterval } from './clustered.ts';
import { aurocInterval } from './delong.ts';
import type { Estimate } from './estimate.ts';
import { finish } from './finish.ts';
import { clusteredProportion, wilson } from './proportion.ts';

export interface EvaluateBinaryOptions {
  readonly labels: BinaryLabels;
  /** Higher means more positive. [n] */
  readonly scores: ArrayLike<number>;
  /** Decides `score ≥ threshold`; chosen on validation data (`chooseThreshold`), never on these cases. */
  readonly threshold: number;
  /** Patient of each case; where patients repeat, every interval is by patient. [n] */
  readonly patients?: ArrayLike<number | string> | undefined;
  /** Of the disease where the test will be used: predictive values are given for there too. */
  readonly prevalence?: number | undefined;
  /** Default 0. Same seed, same intervals. */
  readonly seed?: number | undefined;
  /** Bootstrap replicates, default 2000. */
  readonly replicates?: number | undefined;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

/** The metrics of a decision at a threshold, each a function of the confusion matrix. */
export const DECISION_METRICS = {
  accuracy,
  sensitivity,
  specificity,
  ppv,
  npv,
  positiveLikelihoodRatio,
  negativeLikelihoodRatio,
  f1,
  mcc,
  balancedAccuracy,
  youden,
  kappa: (c: ConfusionMatrix) => {
    const table = [
      [c.tn, c.fp],
      [c.fn, c.tp],
    ];
    return kappa(table);
  },
} as const;
export type DecisionMetric = keyof typeof DECISION_METRICS;

/** For the metrics that are plain proportions: successes and n. */
type Proportion = 'accuracy' | 'sensitivity' | 'specificity' | 'ppv' | 'npv';
const PROPORTIONS: Partial<Record<DecisionMetric, (c: ConfusionMatrix) => [successes: number, n: number]>> = {
  accuracy: ({ tp, fp, tn, fn }) => [tp + tn, tp + fp + tn + fn],
  sensitivity: ({ tp, fn }) => [tp, tp + fn],
  specificity: ({ tn, fp }) => [tn, tn + fp],
  ppv: ({ tp, fp }) => [tp, tp + fp],
  npv: ({ tn, fn }) => [tn, tn + fn],
};

/** Single points of the ROC curve. */
type CurvePoint = 'sensitivityAt90Specificity' | 'specificityAt90Sensitivity';
const CURVE_POINTS = {
  sensitivityAt90Specificity: (ranking, weights) => rankedSensitivityAt(ranking, 0.9, weights),
  specificityAt90Sensitivity: (ranking, weights) => rankedSpecificityAt(ranking, 0.9, weights),
} as const satisfies Record<CurvePoint, (ranking: Ranking, weights?: ArrayLike<number>) => number | null>;

/** Per case: 1 or 0 where it counts for the proportion, else `null`. [n] */
function outcomesOf(
  name: Proportion,
  { labels, scores, threshold }: { labels: Uint8Array; scores: Float64Array; threshold: number },
): (number | null)[] {
  return Array.from(labels, (label, i) => {
    const call = scores[i]! >= threshold ? 1 : 0;
    const counts = {
      accuracy: true,
      sensitivity: label === 1,
      specificity: label === 0,
      ppv: call === 1,
      npv: call === 0,
    };
    return counts[name] ? Number(label === call) : null;
  });
}

const UNDEFINED_BECAUSE: Record<DecisionMetric, string> = {
  accuracy: 'no cases',
  sensitivity: 'no positive cases',
  specificity: 'no negative cases',
  ppv: 'no case is called positive',
  npv: 'no case is called negative',
  positiveLikelihoodRatio: 'no negative case is called positive, or a class is missing',
  negativeLikelihoodRatio: 'no case is rightly called negative, or a class is missing',
  f1: 'no case is positive or called so',
  mcc: 'needs positive and negative cases',
  balancedAccuracy: 'needs positive and negative cases',
  youden: 'needs positive and negative cases',
  kappa: 'chance agreement is complete',
};

export type BinaryEvaluation = Record<'auroc' | 'averagePrecision' | CurvePoint | DecisionMetric, Estimate> & {
  /** Predictive values at the prevalence asked for. */
  readonly ppvAtPrevalence?: Estimate;
  readonly npvAtPrevalence?: Estimate;
  readonly confusion: ConfusionMatrix;
  readonly threshold: number;
  readonly n: number;
  readonly positives: number;
  readonly prevalence: number | null;
  /** The trivial classifier behind the baselines of all metrics at the threshold: it calls every case the more common class. */
  readonly trivial: 'all negative' | 'all positive';
};

/**
 * All metrics of a two-class task with their intervals and trivial baselines. AUROC by logit DeLong, proportions by Wilson,
 * average precision by a bootstrap on the logit scale, the rest by BCa; where patients repeat, by the clustered form of
 * each (Obuchowski, Rao & Scott, patients drawn whole).
 */
export function evaluateBinary(options: EvaluateBinaryOptions): BinaryEvaluation {
  const { threshold, prevalence, seed = 0, replicates = 2000, confidence = 0.95 } = options;
  const ranking = rank(options.labels, options.scores);
  const { labels, scores } = ranking;
  const n = labels.length;
  const clusters = options.patients && hasRepeats(options.patients) ? options.patients : undefined;
  const confusion = confusionMatrix(labels, scores, threshold);
  const positives = confusion.tp + confusion.fn;
  const allPositive = positives > n - positives;
  const trivial = confusionMatrix(labels, scores, allPositive ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);

  const decisions = weightedConfusion(labels, scores, threshold);
  // Not stratified by label: the number of positives is itself a draw, and all but AUROC depend on it.
  const resampling = { n, clusters, seed, replicates: n === 0 ? 0 : replicates, confidence };
  const precision = bootstrapInterval((weights) => rankedAveragePrecision(ranking, weights), {
    ...resampling,
    type: 'logit',
  });
  const intervals = bootstrapIntervals<string>(
    (weights) => {
      const counts = decisions(weights);
      const values: Record<string, number | null> = {};
      for (const [name, metric] of Object.entries(DECISION_METRICS)) {
        if (!(name in PROPORTIONS)) values[name] = metric(counts);
      }
      for (const [name, metric] of Object.entries(CURVE_POINTS)) values[name] = metric(ranking, weights);
      return prevalence === undefined ? values : Object.assign(values, atPrevalence(counts, prevalence));
    },
    { ...resampling, type: 'bca' },
  );

  const estimate = (name: DecisionMetric): Estimate => {
    const value = DECISION_METRICS[name](confusion);
    const proportion = PROPORTIONS[name]?.(confusion);
    const interval =
      name in intervals
        ? intervals[name]
        : clusters
          ? clusteredProportion(outcomesOf(name as Proportion, { labels, scores, threshold }), clusters, confidence)
          : wilson(...proportion!, confidence);
    const baseline = DECISION_METRICS[name](trivial) ?? chance(name, positives, n);
    return finish({ value, interval, n: proportion?.[1] ?? n, baseline, undefinedBecause: UNDEFINED_BECAUSE[name] });
  };
  const decided = {} as Record<DecisionMetric, Estimate>;
  for (const name in DECISION_METRICS) decided[name as DecisionMetric] = estimate(name as DecisionMetric);

  const resampled = (name: string, baseline: number) =>
    finish({
      ...{ value: intervals[name]!.value, interval: intervals[name], n },
      baseline: n > 0 ? baseline : null,
      undefinedBecause: 'needs positive and negative cases',
    });
  const elsewhere =
    prevalence === undefined
      ? {}
      : {
          ppvAtPrevalence: resampled('ppvAtPrevalence', prevalence),
          npvAtPrevalence: resampled('npvAtPrevalence', 1 - prevalence),
        };

  return {
    auroc: finish({
      value: rankedAuroc(ranking),
      interval: clusters
        ? clusteredAurocInterval({ labels, scores, clusters }, { confidence })
        : aurocInterval(labels, scores, { confidence }),
      n,
      baseline: 0.5,
      undefinedBecause: 'AUROC needs positive and negative cases',
    }),
    averagePrecision: finish({
      value: rankedAveragePrecision(ranking),
      interval: precision,
      n,
      baseline: n > 0 ? positives / n : null,
      undefinedBecause: 'no positive cases',
    }),
    sensitivityAt90Specificity: resampled('sensitivityAt90Specificity', 0.1),
    specificityAt90Sensitivity: resampled('specificityAt90Sensitivity', 0.1),
    ...decided,
    ...elsewhere,
    confusion,
    threshold,
    n,
    positives,
    prevalence: n > 0 ? positives / n : null,
    trivial: allPositive ? 'all positive' : 'all negative',
  };
}

function atPrevalence(confusion: ConfusionMatrix, prevalence: number) {
  const { ppv: positive, npv: negative } = predictiveValuesAt(confusion, prevalence);
  return { ppvAtPrevalence: positive, npvAtPrevalence: negative };
}

/** Where calling all alike leaves a metric undefined, what calls made at random reach. */
function chance(name: DecisionMetric, positives: number, n: number): number | null {
  if (n === 0) return null;
  if (name === 'ppv') return positives / n;
  if (name === 'npv') return 1 - positives / n;
  if (name === 'kappa') return 0;
  return name.endsWith('LikelihoodRatio') ? 1 : null;
}

/** Whether any patient has several cases. */
export function hasRepeats(patients: ArrayLike<number | string>): boolean {
  return new Set(Array.from(patients)).size < patients.length;
}
