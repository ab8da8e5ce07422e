import type { Bench, BenchOptions, Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair } from '../pair.ts';
import { Worker } from '../worker.ts';

const SIZE = 224;
const BATCH = 16;

/** Training steps of DenseNet-121 with Adam against torchvision's in PyTorch: speed, and the peak memory of each process. */
export const densenet: Bench = {
  name: 'densenet',
  description: `DenseNet-121, ${SIZE} px, batch ${BATCH}: forward, backward, Adam`,
  async run(options) {
    return [...(await train('f32', options)), ...(await train('bf16', options))];
  },
};

async function train(precision: 'f32' | 'bf16', options: BenchOptions): Promise<Row[]> {
  const { quick, python, threads, note } = options;
  const [size, batch] = quick ? [64, 4] : [SIZE, BATCH];
  const args = [precision, size, batch, threads];
  const rounds = quick ? 2 : 11;
  const pair = await runPair(Worker.fovea('densenet', ...args), Worker.pytorch(python, 'densenet', ...args), {
    rounds,
    count: 1,
    onRound: (round) => note(`${precision}: ${round} of ${rounds}`),
  });
  const name = `DenseNet-121 training, ${precision === 'bf16' ? 'bf16 channels-last' : 'f32'}`;
  const peerName = 'PyTorch';
  const [foveaPeak, peerPeak] = pair.peakBytes.map((bytes) => bytes / 2 ** 20) as [number, number];
  const peak = foveaPeak / peerPeak;
  return [
    {
      name,
      ...compare(pair, ({ seconds, count }) => (count * batch) / seconds),
      cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
      target: { atLeast: 0.97 },
      unit: 'images/s',
      peerName,
    },
    {
      name: `${name}: peak memory`,
      ratio: { median: peak, min: peak, max: peak, n: 1 },
      target: { atMost: 1.05 },
      unit: 'MiB',
      fovea: foveaPeak,
      peer: peerPeak,
      peerName,
    },
  ];
}
