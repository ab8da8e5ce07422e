import type { Bench, BenchOptions, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair } from '../pair.ts';
import { Worker } from '../worker.ts';

const SIZE = 224;
const BATCH = 8;

const MODELS = [
  ['small', 'ViT-S/16'],
  ['base', 'ViT-B/16'],
] as const;

/** Training steps of Vision Transformers with Adam against torchvision's in PyTorch. */
export const vit: Bench = {
  name: 'vit',
  description: `ViT-S/16 and ViT-B/16, ${SIZE} px, batch ${BATCH}: forward, backward, Adam`,
  async run(options) {
    const rows: Row[] = [];
    for (const [model, title] of MODELS) {
      for (const precision of ['f32', 'bf16']) rows.push(await train(model, title, precision, options));
    }
    return rows;
  },
};

async function train(model: string, title: string, precision: string, options: BenchOptions): Promise<Row> {
  const { quick, python, threads, note } = options;
  const [size, batch] = quick ? [64, 2] : [SIZE, BATCH];
  const args = [model, precision, size, batch, threads];
  const rounds = quick ? 2 : 5;
  const pair = await runPair(Worker.fovea('vit', ...args), Worker.pytorch(python, 'vit', ...args), {
    rounds,
    count: 1,
    onRound: (round) => note(`${title} ${precision}: ${round} of ${rounds}`),
  });
  return {
    name: `${title} training, ${precision}`,
    ...compare(pair, ({ seconds, count }) => (count * batch) / seconds),
    cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
    target: { atLeast: 1 },
    unit: 'images/s',
    peerName: 'PyTorch',
  };
}
