import type { Bench, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import { Worker } from '../worker.ts';

const PARTS = [
  {
    what: 'delong',
    name: 'AUROC with DeLong interval, 100,000 scores',
    peerName: 'scikit-learn, roc_auc_score alone',
    target: { atMost: 0.5 },
  },
  {
    what: 'bootstrap',
    name: '2,000 paired bootstrap replicates of AUROC, n = 1,400',
    peerName: 'NumPy, vectorised',
    target: { atMost: 2 },
  },
] as const;

/** Statistics against scikit-learn and against NumPy that sorts once and draws all replicates at once. */
export const statistics: Bench = {
  name: 'statistics',
  description: 'AUROC with its interval, and the paired bootstrap',
  async run({ quick, python, note }) {
    const rows: Row[] = [];
    for (const { what, name, peerName, target } of PARTS) {
      const rounds = quick ? 3 : 15;
      const pair = await runPair(Worker.fovea('statistics', what), Worker.pytorch(python, 'statistics', what), {
        rounds,
        count: what === 'delong' ? 10 : 3,
        onRound: (round) => note(`${what}: ${round} of ${rounds}`),
      });
      rows.push({
        name,
        ...compare(pair, (sample) => secondsEach(sample) * 1000),
        cpuRatio: compare(pair, cpuSecondsEach).ratio,
        target,
        unit: 'ms',
        peerName,
      });
    }
    return rows;
  },
};
