import { type ResampleOptions, unitsOf } from './resample.ts';
import { normalCdf, normalQuantile } from './special/normal.ts';

/** Leaving out one unit at a time costs a metric each: beyond this many, groups of units are left out instead. */
const MOST_GROUPS = 500;

/**
 * The accelerations of statistics: Σ l³ / (6 (Σ l²)^1.5) over their jackknife influences, each stratum about its own mean
 * (Davison & Hinkley 1997, §5.3); `null` without spread.
 */
export function accelerations<Name extends string>(
  statistics: (weights: ArrayLike<number>) => Record<Name, number | null>,
  options: ResampleOptions,
): Record<Name, number | null> {
  const { cases, strata } = unitsOf(options);
  const stride = Math.ceil(cases.length / MOST_GROUPS);
  const weights = new Float64Array(options.n).fill(1);
  const influences: Record<string, number[]> = {};
  for (const name in statistics(weights)) influences[name] = [];
  for (const units of strata) {
    const groups = Math.ceil(units.length / stride);
    const values: Record<string, number[]> = {};
    for (let group = 0; group < groups; group++) {
      for (let u = group; u < units.length; u += groups) for (const i of cases[units[u]!]!) weights[i] = 0;
      const left = statistics(weights);
      for (let u = group; u < units.length; u += groups) for (const i of cases[units[u]!]!) weights[i] = 1;
      for (const name in left) {
        values[name] ??= [];
        if (left[name] !== null) values[name].push(left[name]);
      }
    }
    for (const name in values) {
      const list = values[name]!;
      const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
      for (const value of list) influences[name]!.push((mean - value) * (1 - 1 / list.length));
    }
  }
  const out = {} as Record<Name, number | null>;
  for (const name in influences) out[name as Name] = acceleration(influences[name]!);
  return out;
}

function acceleration(influences: readonly number[]): number | null {
  const top = influences.reduce((most, l) => Math.max(most, Math.abs(l)), 0);
  if (top === 0) return null;
  let [squares, cubes] = [0, 0];
  for (const l of influences) {
    squares += (l / top) ** 2; // scaled, lest the power of a tiny one be 0
    cubes += (l / top) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}

/**
 * Where BCa reads its quantiles off the sorted replicates (Efron 1987; Efron & Tibshirani 1993, ch. 14); `null` where all
 * replicates lie on one side of the value, or nothing accelerates. Replicates equal to the value count half.
 */
export function bcaLevels(
  sorted: Float64Array,
  { value, acceleration, tail }: { value: number; acceleration: number | null; tail: number },
): readonly [low: number, high: number] | null {
  let below = 0;
  for (const x of sorted) below += x < value ? 1 : x === value ? 0.5 : 0;
  if (acceleration === null || below === 0 || below === sorted.length) return null;
  const bias = normalQuantile(below / sorted.length);
  const level = (q: number) => {
    const z = bias + normalQuantile(q);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return [level(tail), level(1 - tail)];
}
