import { random } from './random.ts';

export interface ResampleOptions {
  /** Number of cases. */
  readonly n: number;
  /** Stratum of each case; each keeps its size. A cluster belongs to the highest stratum among its cases. [n] */
  readonly strata?: ArrayLike<number> | undefined;
  /** Cluster (patient) of each case; clusters are drawn whole. [n] */
  readonly clusters?: ArrayLike<number | string> | undefined;
  readonly seed?: number | undefined;
  /** Default 2000. */
  readonly replicates?: number | undefined;
}

/** The units that are drawn (cases, or patients), sorted into strata. */
export interface Units {
  /** Cases of each unit. */
  readonly cases: readonly (readonly number[])[];
  /** Units of each stratum. */
  readonly strata: readonly (readonly number[])[];
}

/** Groups cases into units and strata. */
export function unitsOf({ n, strata, clusters }: ResampleOptions): Units {
  for (const [name, list] of Object.entries({ strata, clusters })) {
    if (list && list.length !== n) throw new RangeError(`${name} has ${list.length} entries for ${n} cases`);
  }
  const cases: number[][] = [];
  const index = new Map<number | string, number>();
  for (let i = 0; i < n; i++) {
    const unit = clusters ? index.get(clusters[i]!) : undefined;
    if (unit !== undefined) cases[unit]!.push(i);
    else {
      if (clusters) index.set(clusters[i]!, cases.length);
      cases.push([i]);
    }
  }
  const byStratum = new Map<number, number[]>();
  cases.forEach((members, unit) => {
    const stratum = strata ? members.reduce((top, i) => Math.max(top, strata[i]!), Number.NEGATIVE_INFINITY) : 0;
    const units = byStratum.get(stratum);
    if (units) units.push(unit);
    else byStratum.set(stratum, [unit]);
  });
  return { cases, strata: [...byStratum.entries()].sort(([a], [b]) => a - b).map(([, units]) => units) };
}

/**
 * The bootstrap's resamples (Efron & Tibshirani 1993): calls `visit` once per replicate with how often each case was drawn
 * ([n], reused between calls). Replicate r depends on the seed and r alone.
 */
export function resample(options: ResampleOptions, visit: (counts: Uint32Array, replicate: number) => void): void {
  const { n, seed = 0, replicates = 2000 } = options;
  const { cases, strata } = unitsOf(options);
  const counts = new Uint32Array(n);
  const single = cases.length === n;
  for (let replicate = 0; replicate < replicates; replicate++) {
    const rng = random(seed, 'bootstrap', replicate);
    counts.fill(0);
    for (const units of strata) {
      for (let draw = 0; draw < units.length; draw++) {
        const unit = units[rng.int(units.length)]!;
        if (single)
          counts[unit]!++; // unit and case are the same number
        else for (const i of cases[unit]!) counts[i]!++;
      }
    }
    visit(counts, replicate);
  }
}
