import { cpuHasBf16 } from '../src/torch/cpu-info.ts';

/** bf16 only where it is in hardware: emulated, a step takes minutes on both sides. */
export const PRECISIONS = cpuHasBf16() ? (['f32', 'bf16'] as const) : (['f32'] as const);

/** What every benchmark is told. */
export interface BenchOptions {
  /** Fewer and smaller repetitions: whether it runs, not how fast. */
  readonly quick: boolean;
  /** The Python whose PyTorch is the peer. */
  readonly python: string;
  /** Threads of each engine. */
  readonly threads: number;
  /** Shows how far it is. */
  readonly note: (text: string) => void;
}

/** A ratio must be at least, or at most, this. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/** One line of the table: Fovea's figure over its peer's, in pairs that were measured one right after the other. */
export interface Row {
  readonly name: string;
  readonly ratio: Spread;
  /** Judged by the median; null where nothing was promised. */
  readonly target: Target | null;
  readonly unit: string;
  /** Medians. */
  readonly fovea: number;
  readonly peer: number;
  readonly peerName: string;
  /** The same ratio by CPU time of all threads, which other work on the machine hardly touches. */
  readonly cpuRatio?: Spread;
}

export interface Bench {
  readonly name: string;
  readonly description: string;
  run(options: BenchOptions): Promise<Row[]>;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const median = (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2;
  return { median, min: sorted[0]!, max: sorted[n - 1]!, n };
}

export const medianOf = (values: readonly number[]): number => spread(values).median;

/** Of figures measured in pairs. */
export function ratios(fovea: readonly number[], peer: readonly number[]): Spread {
  return spread(fovea.map((value, i) => value / peer[i]!));
}

export function met({ ratio, target }: Pick<Row, 'ratio' | 'target'>): boolean | null {
  if (target === null) return null;
  return 'atLeast' in target ? ratio.median >= target.atLeast : ratio.median <= target.atMost;
}
