import type { Bench } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import { Worker } from '../worker.ts';

/** What a call costs beyond the arithmetic: a whole operator of four additions. */
export const add: Bench = {
  name: 'add',
  description: 'add on 4 floats, a call',
  async run({ quick, python, note }) {
    const rounds = quick ? 3 : 31;
    const pair = await runPair(Worker.fovea('add'), Worker.pytorch(python, 'add'), {
      rounds,
      count: quick ? 20_000 : 100_000,
      onRound: (round) => note(`${round} of ${rounds}`),
    });
    return [
      {
        name: 'add on 4 floats',
        ...compare(pair, (sample) => secondsEach(sample) * 1e9),
        cpuRatio: compare(pair, cpuSecondsEach).ratio,
        target: { atMost: 0.8 },
        unit: 'ns',
        peerName: 'PyTorch',
      },
    ];
  },
};
