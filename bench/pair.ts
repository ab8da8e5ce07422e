import { medianOf, type Row, ratios } from './bench.ts';
import type { Sample, Worker } from './worker.ts';

export interface PairOptions {
  /** Turns of each. */
  readonly rounds: number;
  /** What a worker repeats in one turn. */
  readonly count: number;
  /** Told after each round. */
  readonly onRound?: (round: number) => void;
}

export interface Pair {
  readonly fovea: readonly Sample[];
  readonly peer: readonly Sample[];
  /** The most memory that each held, bytes. */
  readonly peakBytes: readonly [fovea: number, peer: number];
}

/**
 * Two workers take turns, so that what else the machine does meets both alike. Who goes first changes every round:
 * a load that rises or falls then favours neither.
 */
export async function runPair(fovea: Worker, peer: Worker, options: PairOptions): Promise<Pair> {
  const { rounds, count, onRound } = options;
  try {
    const versions = [await fovea.hello, await peer.hello].map((hello) => release(hello.version));
    if (versions[0] !== versions[1]) {
      throw new Error(`Fovea runs on libtorch ${versions[0]}, PyTorch on ${versions[1]}: build Fovea on the same one`);
    }
    const samples: [Sample[], Sample[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const turn of round % 2 === 0 ? [0, 1] : [1, 0]) {
        samples[turn]!.push(await [fovea, peer][turn]!.measure(count));
      }
      onRound?.(round + 1);
    }
    const peakBytes = [(await fovea.end()).peakBytes, (await peer.end()).peakBytes] as const;
    return { fovea: samples[0], peer: samples[1], peakBytes };
  } finally {
    fovea.kill();
    peer.kill();
  }
}

/** `1.13.0a0` and `1.13.0` are one release. */
const release = (version = 'unknown'): string => /^\d+\.\d+/.exec(version)?.[0] ?? version;

export const secondsEach = ({ seconds, count }: Sample): number => seconds / count;
export const cpuSecondsEach = ({ cpuSeconds, count }: Sample): number => cpuSeconds / count;

/** The figures of a row from what `figure` makes of each sample. */
export function compare(pair: Pair, figure: (sample: Sample) => number): Pick<Row, 'ratio' | 'fovea' | 'peer'> {
  const [fovea, peer] = [pair.fovea.map(figure), pair.peer.map(figure)];
  return { ratio: ratios(fovea, peer), fovea: medianOf(fovea), peer: medianOf(peer) };
}
