import type { Hello, Sample, Worker } from './worker.ts';

export interface PairOptions {
  /** Turns of each. */
  readonly rounds: number;
  /** What a worker repeats in one turn. */
  readonly count: number;
  /** Told after each round. */
  readonly onRound?: (round: number) => void;
}

export interface PairResult {
  readonly fovea: readonly Sample[];
  readonly peer: readonly Sample[];
  readonly hello: readonly [Hello, Hello];
  readonly peakBytes: readonly [number, number];
}

/**
 * Two workers take turns, so that what else the machine does meets both alike. Who goes first changes every round:
 * a load that rises or falls then favours neither.
 */
export async function runPair(fovea: Worker, peer: Worker, options: PairOptions): Promise<PairResult> {
  const { rounds, count, onRound } = options;
  try {
    const hello = [await fovea.hello, await peer.hello] as const;
    const samples: [Sample[], Sample[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const turn of round % 2 === 0 ? [0, 1] : [1, 0]) {
        samples[turn]!.push(await [fovea, peer][turn]!.measure(count));
      }
      onRound?.(round + 1);
    }
    const peakBytes = [(await fovea.end()).peakBytes, (await peer.end()).peakBytes] as const;
    return { fovea: samples[0], peer: samples[1], hello, peakBytes };
  } finally {
    fovea.kill();
    peer.kill();
  }
}
