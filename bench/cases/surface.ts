import type { Bench, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import { Worker } from '../worker.ts';

const PAIRS = { pneumothorax: 'a pneumothorax', lungs: 'two lungs' } as const;

/** Surface distances against SciPy's exact distance transforms, of which there is one for each mask. */
export const surface: Bench = {
  name: 'surface',
  description: 'HD95, ASSD and NSD of a pair of masks',
  async run({ quick, python, note }) {
    const rows: Row[] = [];
    for (const [what, title] of Object.entries(PAIRS)) {
      const rounds = quick ? 3 : 11;
      const pair = await runPair(Worker.fovea('surface', what), Worker.pytorch(python, 'surface', what), {
        rounds,
        count: quick ? 1 : 3,
        onRound: (round) => note(`${what}: ${round} of ${rounds}`),
      });
      rows.push({
        name: `HD95, ASSD and NSD of 1024 × 1024 pixels, ${title}`,
        ...compare(pair, (sample) => secondsEach(sample) * 1000),
        cpuRatio: compare(pair, cpuSecondsEach).ratio,
        target: { atMost: 0.2 },
        unit: 'ms',
        peerName: 'SciPy',
      });
    }
    return rows;
  },
};
