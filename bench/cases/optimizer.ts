import type { Bench, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair, secondsEach } from '../pair.ts';
import { Worker } from '../worker.ts';

/** Each model and torchvision's of the same parameters; ViT-B's 86 million are bound by memory. */
const MODELS = [
  { name: 'DenseNet-121', ours: 'densenet121', theirs: 'densenet121' },
  { name: 'ViT-B', ours: 'vit_base_patch16_224', theirs: 'vit_b_16' },
];

/** AdamW against both of PyTorch's ways. */
export const optimizer: Bench = {
  name: 'optimizer',
  description: 'a step of AdamW over the parameters of DenseNet-121 and ViT-B',
  async run({ quick, python, threads, note }) {
    const rows: Row[] = [];
    for (const { name, ours, theirs } of MODELS) {
      for (const mode of ['default', 'foreach']) {
        const rounds = quick ? 2 : 15;
        const pair = await runPair(
          Worker.fovea('optimizer', ours, threads),
          Worker.pytorch(python, 'optimizer', theirs, mode, threads),
          { rounds, count: quick ? 1 : 5, onRound: (round) => note(`${name}, ${mode}: ${round} of ${rounds}`) },
        );
        rows.push({
          name: `AdamW step, ${name} (PyTorch ${mode})`,
          ...compare(pair, (sample) => secondsEach(sample) * 1000),
          cpuRatio: compare(pair, cpuSecondsEach).ratio,
          target: mode === 'default' ? { atMost: 1 / 1.3 } : null,
          unit: 'ms',
          peerName: `PyTorch, ${mode}`,
        });
      }
    }
    return rows;
  },
};
