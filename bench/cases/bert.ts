import { type Bench, type BenchOptions, PRECISIONS, type Row } from '../bench.ts';
import { compare, cpuSecondsEach, runPair } from '../pair.ts';
import { Worker } from '../worker.ts';

/** BERT-small with its own vocabulary, rows of 128 tokens. */
const SIZE = { width: 512, depth: 4, heads: 8, vocabulary: 30_522, batch: 8, length: 128 };
const QUICK = { width: 128, depth: 2, heads: 2, vocabulary: 3000, batch: 4, length: 64 };

export const bert: Bench = {
  name: 'bert',
  description: 'BERT-small: masked tokens and next sentences, forward, backward, AdamW',
  async run(options) {
    const rows: Row[] = [];
    for (const precision of PRECISIONS) rows.push(await measure(precision, options));
    return rows;
  },
};

async function measure(precision: string, { quick, python, threads, note }: BenchOptions): Promise<Row> {
  const { width, depth, heads, vocabulary, batch, length } = quick ? QUICK : SIZE;
  const { rounds, count } = quick ? { rounds: 2, count: 1 } : { rounds: 9, count: 2 };
  const args = [precision, width, depth, heads, vocabulary, batch, length, threads];
  const name = `BERT-small training, ${precision}`;
  const pair = await runPair(Worker.fovea('bert', ...args), Worker.pytorch(python, 'bert', ...args), {
    rounds,
    count,
    onRound: (round) => note(`${name}: ${round} of ${rounds}`),
  });
  return {
    name,
    ...compare(pair, (sample) => (sample.count * batch * length) / sample.seconds),
    cpuRatio: compare(pair, (sample) => 1 / cpuSecondsEach(sample)).ratio,
    target: { atLeast: 1 },
    unit: 'tokens/s',
    peerName: 'PyTorch',
  };
}
