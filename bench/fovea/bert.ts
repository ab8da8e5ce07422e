/**
 * Training steps of BERT (masked tokens and next sentences; forward, backward, AdamW).
 * Usage: bert.ts f32|bf16 WIDTH DEPTH HEADS VOCAB BATCH LENGTH THREADS
 */
import { BertForPreTraining } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { adamw, Optimizer } from '../../src/optim/index.ts';
import { autocast, engineInfo, manualSeed, randint, scope, setThreads, tensor } from '../../src/torch/index.ts';
import { serve } from './serve.ts';

const precision = process.argv[2];
const [width, depth, numHeads, vocabSize, batch, length, threads] = process.argv.slice(3).map(Number) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
setThreads(threads);
manualSeed(0);
const model = new BertForPreTraining({ vocabSize, contextLength: 512, width, depth, numHeads, dropout: 0.1 });
const optimizer = new Optimizer(
  model.namedParameters(),
  adamw({ learningRate: 1e-4, weightDecay: 0.01, betas: [0.9, 0.999] }),
);

const ids = (values: Int32Array, shape: readonly number[]) => tensor(values, { shape, dtype: 'i64' }).keep();
const grid = (of: (column: number) => number) => Int32Array.from({ length: batch * length }, (_, i) => of(i % length));
const masked = Int32Array.from({ length: Math.ceil((batch * length) / 7) }, (_, i) => 7 * i);
const tokens = randint(5, vocabSize, [batch, length], { dtype: 'i64' }).keep();
const input = {
  tokenTypes: ids(
    grid((column) => Number(column >= length >> 1)),
    [batch, length],
  ),
  mask: tensor(Uint8Array.from(grid((column) => Number(column < length - 8))), {
    shape: [batch, length],
    dtype: 'bool',
  }).keep(),
  positions: ids(masked, [masked.length]),
};
const targets = randint(5, vocabSize, [masked.length], { dtype: 'i64' }).keep();
const follows = randint(0, 2, [batch], { dtype: 'i64' }).keep();

function step(): void {
  scope(() => {
    const forward = () => model.call(tokens, input);
    const out = precision === 'bf16' ? autocast(forward) : forward();
    const loss = crossEntropy(out.tokens.to({ dtype: 'f32' }), targets).add(
      crossEntropy(out.next.to({ dtype: 'f32' }), follows),
    );
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    loss.item();
  });
}

function body(count: number): void {
  for (let i = 0; i < count; i++) step();
}

body(1);
const { version, threads: used } = engineInfo();
await serve({ version, threads: used }, body);
