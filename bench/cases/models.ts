import { type Bench, type BenchOptions, PRECISIONS, type Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair } from '../pair.ts';
import { Worker } from '../worker.ts';

/** Of the images, where a comparison says nothing else. */
const SIZE = 224;

interface Comparison {
  readonly model: string;
  readonly title: string;
  readonly mode: 'train' | 'infer';
  readonly batch: number;
  /** The workers of both sides; default `model`. */
  readonly worker?: 'model' | 'mae';
  readonly size?: number;
  /** Turns of each. */
  readonly rounds: number;
  /** Steps in a turn. */
  readonly count: number;
  /** The least ratio of images/s. */
  readonly atLeast: number;
  /** The peak memory of each process is compared as well. */
  readonly memory?: boolean;
}

const training = { mode: 'train', batch: 8, rounds: 7, count: 1, atLeast: 1 } as const;
const inference = { mode: 'infer', batch: 8, rounds: 7, count: 4, atLeast: 1 } as const;

/** Models against torchvision's in PyTorch: training steps with Adam and inference, in f32 and bf16. */
export const densenet = benchOf('densenet', 'DenseNet-121 with its peak memory: forward, backward, Adam', [
  { ...training, model: 'densenet121', title: 'DenseNet-121', batch: 16, rounds: 11, atLeast: 0.97, memory: true },
]);
export const resnet = benchOf('resnet', 'ResNet-50: forward, backward, Adam', [
  { ...training, model: 'resnet50', title: 'ResNet-50' },
]);
export const vit = benchOf('vit', 'ViT-S/16 and ViT-B/16: forward, backward, Adam', [
  { ...training, model: 'vit_small_patch16_224', title: 'ViT-S/16' },
  { ...training, model: 'vit_base_patch16_224', title: 'ViT-B/16' },
]);
export const mae = benchOf('mae', 'masked autoencoder of ViT-S/16, three quarters hidden: forward, backward, AdamW', [
  { ...training, worker: 'mae', model: 'vit_small_patch16_224', title: 'MAE of ViT-S/16' },
]);
export const unet = benchOf('unet', 'U-Net with its peak memory: forward, backward, Adam, 256 px', [
  { ...training, model: 'unet', title: 'U-Net, 256 px', size: 256, rounds: 5, memory: true },
]);
export const predict = benchOf('predict', 'inference of DenseNet-121, ResNet-50 and ViT-B/16', [
  { ...inference, model: 'densenet121', title: 'DenseNet-121' },
  { ...inference, model: 'resnet50', title: 'ResNet-50' },
  { ...inference, model: 'vit_base_patch16_224', title: 'ViT-B/16' },
]);

function benchOf(name: string, what: string, comparisons: readonly Comparison[]): Bench {
  return {
    name,
    description: what.endsWith('px') ? what : `${what}, ${SIZE} px`,
    async run(options) {
      const rows: Row[] = [];
      for (const comparison of comparisons) {
        for (const precision of PRECISIONS) rows.push(...(await measure(comparison, precision, options)));
      }
      return rows;
    },
  };
}

async function measure(comparison: Comparison, precision: 'f32' | 'bf16', options: BenchOptions): Promise<Row[]> {
  const { model, title, mode, worker = 'model' } = comparison;
  const { quick, python, threads, note } = options;
  const [size, batch] = quick ? [64, 2] : [comparison.size ?? SIZE, comparison.batch];
  const { rounds, count } = quick ? { rounds: 2, count: 1 } : comparison;
  const args = [model, mode, precision, size, batch, threads];
  const name = `${title} ${mode === 'train' ? 'training' : 'inference'}, ${precision}`;
  const pair = await runPair(Worker.fovea(worker, ...args), Worker.pytorch(python, worker, ...args), {
    rounds,
    count,
    onRound: (round) => note(`${name}: ${round} of ${rounds}`),
  });
  const speed: Row = {
    name,
    ...compare(pair, (sample) => (sample.count * batch) / sample.seconds),
    cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
    target: { atLeast: comparison.atLeast },
    unit: 'images/s',
    peerName: 'PyTorch',
  };
  return comparison.memory ? [speed, peakMemory(name, pair.peakBytes)] : [speed];
}

function peakMemory(name: string, peakBytes: readonly [number, number]): Row {
  const [fovea, peer] = peakBytes.map((bytes) => bytes / 2 ** 20) as [number, number];
  const peak = fovea / peer;
  return {
    name: `${name}: peak memory`,
    ratio: { median: peak, min: peak, max: peak, n: 1 },
    target: { atMost: 1.05 },
    unit: 'MiB',
    fovea,
    peer,
    peerName: 'PyTorch',
  };
}
