import type { WeightedMetric } from '../metrics/index.ts';
import { type BootstrapOptions, standardDeviation } from './bootstrap.ts';
import { checkConfidence } from './estimate.ts';
import type { PairedTest } from './paired-test.ts';
import { resample } from './resample.ts';
import { studentTCdf, studentTQuantile } from './special/student-t.ts';

/** The metric of the same cases for each training of one model, one entry a seed. */
export type SeedMetrics = readonly WeightedMetric[];

/** A mean over trainings, with what is uncertain about it kept apart. */
export interface TwoLevelEstimate extends Omit<PairedTest, 'test'> {
  readonly test: string;
  /** Standard errors of the mean: from the cases at hand, and from the seeds (`null` with one training of a model). */
  readonly components: { readonly cases: number | null; readonly seeds: number | null };
  /** The metric of each training. [models][seeds] */
  readonly perSeed: readonly (readonly number[])[];
  /** Standard deviation between a model's trainings on these cases. [models] */
  readonly seedDeviation: readonly (number | null)[];
  /** Of the interval's t; few seeds leave few. `null` where only cases vary, and the interval is normal. */
  readonly degreesOfFreedom: number | null;
}

/** Mean metric of one model over its trainings; `difference` is that mean, and p is not given. */
export function twoLevelMean(metrics: SeedMetrics, options: BootstrapOptions): TwoLevelEstimate {
  return { ...twoLevel([metrics], options), test: name(options), p: null, statistic: null };
}

/** Do two kinds of model differ in their mean over trainings? Seeds of the two are independent, cases are the same. */
export function twoLevelTest(
  models: { readonly a: SeedMetrics; readonly b: SeedMetrics },
  options: BootstrapOptions,
): TwoLevelEstimate {
  return { ...twoLevel([models.a, models.b], options), test: name(options) };
}

const name = ({ clusters }: BootstrapOptions) => `two-level bootstrap (seeds × ${clusters ? 'patients' : 'cases'})`;

/**
 * Cases are resampled, all trainings on the same draws; the spread between seeds enters by its expectation over draws of seeds,
 * which needs no sampling. The spread seen on these cases holds noise of the cases too: how much more of it resampled
 * cases show is taken off. Total variance = cases + Σ models (seeds − that noise) / seeds; Satterthwaite's degrees of freedom.
 */
function twoLevel(models: readonly SeedMetrics[], options: BootstrapOptions): Omit<TwoLevelEstimate, 'test'> {
  const { n, confidence = 0.95 } = options;
  const tail = (1 - checkConfidence(confidence)) / 2;
  if (models.some((metrics) => metrics.length === 0)) throw new RangeError('give at least one training of each model');
  const ones = new Float64Array(n).fill(1);
  const blank = { low: null, high: null, statistic: null, standardError: null, p: null, n, degreesOfFreedom: null };
  const unknown = { ...blank, components: { cases: null, seeds: null }, seedDeviation: models.map(() => null) };
  const observed = evaluate(models, ones);
  if (observed === null) {
    return { ...unknown, difference: null, perSeed: [], reason: 'the metric is undefined on these cases' };
  }
  const perSeed = observed;
  const difference = contrast(perSeed);
  const spread = perSeed.map(variance);
  const replicates: number[] = [];
  const spreadSums = models.map(() => 0);
  resample(options, (weights) => {
    const values = evaluate(models, weights);
    if (values === null) return;
    replicates.push(contrast(values));
    values.forEach((list, m) => {
      spreadSums[m]! += variance(list) ?? 0;
    });
  });
  const ofCases = variance(replicates);
  const seedDeviation = spread.map((s) => (s === null ? null : Math.sqrt(s)));
  if (ofCases === null) {
    return { ...unknown, difference, perSeed, seedDeviation, reason: 'the metric is undefined on resampled cases' };
  }
  let [ofSeeds, doubt] = [0, 0];
  spread.forEach((seen, m) => {
    if (seen === null) return;
    const noise = spreadSums[m]! / replicates.length - seen;
    const seeds = perSeed[m]!.length;
    ofSeeds += Math.max(0, Math.min(seen, seen - noise)) / seeds;
    doubt += (seen / seeds) ** 2 / (seeds - 1);
  });
  const total = ofCases + ofSeeds;
  const single = spread.includes(null);
  const standardError = Math.sqrt(total);
  const degreesOfFreedom = doubt > 0 && ofSeeds > 0 ? total ** 2 / doubt : null;
  const free = Math.min(degreesOfFreedom ?? 1e6, 1e6); // a t with a million is a normal
  const half = -studentTQuantile(tail, free) * standardError;
  const alike = standardError === 0 && models.length === 2 && difference === 0;
  const reasons = [
    ...(single ? ['a model with one training: the spread between seeds is unknown and left out'] : []),
    ...(standardError > 0 ? [] : [alike ? 'the models score alike' : 'the same in every resample']),
  ];
  const statistic = standardError > 0 ? difference / standardError : null;
  // no width is no certainty: these cases and seeds do not show how the value varies
  const known = standardError > 0 || alike;
  return {
    difference,
    low: known ? difference - half : null,
    high: known ? difference + half : null,
    statistic,
    standardError,
    p: statistic === null ? (alike ? 1 : null) : Math.min(1, 2 * studentTCdf(-Math.abs(statistic), free)),
    n,
    components: { cases: Math.sqrt(ofCases), seeds: single ? null : Math.sqrt(ofSeeds) },
    perSeed,
    seedDeviation,
    degreesOfFreedom,
    ...(reasons.length > 0 ? { reason: reasons.join('; ') } : {}),
  };
}

/** Every training's metric; `null` if any is undefined. [models][seeds] */
function evaluate(models: readonly SeedMetrics[], weights: ArrayLike<number>): number[][] | null {
  const values: number[][] = [];
  for (const metrics of models) {
    const list: number[] = [];
    for (const metric of metrics) {
      const value = metric(weights);
      if (value === null) return null;
      list.push(value);
    }
    values.push(list);
  }
  return values;
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The mean of the only model, or the first less the second. */
const contrast = (values: readonly number[][]) => mean(values[0]!) - (values[1] ? mean(values[1]) : 0);

/** Sample variance; `null` of fewer than two values. */
function variance(values: readonly number[]): number | null {
  const deviation = standardDeviation(values);
  return deviation === null ? null : deviation ** 2;
}
