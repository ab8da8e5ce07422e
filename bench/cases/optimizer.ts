import type { Bench, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import { Worker } from '../worker.ts';

/** AdamW over DenseNet-121's parameters, against both of PyTorch's ways. */
export const optimizer: Bench = {
  name: 'optimizer',
  description: 'a step of AdamW over the parameters of DenseNet-121',
  async run({ quick, python, threads, note }) {
    const rows: Row[] = [];
    for (const mode of ['default', 'foreach']) {
      const rounds = quick ? 2 : 15;
      const pair = await runPair(
        Worker.fovea('optimizer', threads),
        Worker.pytorch(python, 'optimizer', mode, threads),
        {
          rounds,
          count: quick ? 2 : 10,
          onRound: (round) => note(`${mode}: ${round} of ${rounds}`),
        },
      );
      rows.push({
        name: `AdamW step, DenseNet-121 (PyTorch ${mode})`,
        ...compare(pair, (sample) => secondsEach(sample) * 1000),
        cpuRatio: compare(pair, cpuSecondsEach).ratio,
        target: null,
        unit: 'ms',
        peerName: `PyTorch, ${mode}`,
      });
    }
    return rows;
  },
};
