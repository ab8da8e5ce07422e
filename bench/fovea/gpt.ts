/** Training steps of GPT-mini, or 255 tokens after one. Usage: gpt.ts train|generate|reread BATCH THREADS */
import { createGpt, generate } from '../../src/models/index.ts';
import { adamw, clipFactor, gradNorm, Optimizer } from '../../src/optim/index.ts';
import { causalBatch } from '../../src/text/index.ts';
import { clearGradients, engineInfo, manualSeed, scope, setThreads } from '../../src/torch/index.ts';
import { causalLoss } from '../../src/train/text/evaluate.ts';
import { serve } from './serve.ts';

const mode = process.argv[2]!;
const [batch, threads] = process.argv.slice(3).map(Number) as [number, number];
setThreads(threads);
manualSeed(0);
const model = createGpt('gpt_mini');
const { contextLength: length, vocabSize } = model.config;
const text = Int32Array.from({ length: 100_000 }, (_, i) => (i * 7919) % vocabSize);

function trainer(): () => void {
  model.train();
  const optimizer = new Optimizer(model.namedParameters(), adamw({ learningRate: 1e-4, weightDecay: 0.1 }));
  let step = 0;
  return () => {
    scope(() => {
      const loss = causalLoss(model, causalBatch(text, { count: batch, length, seed: 0, step: step++ }));
      loss.backward();
      loss.item();
    });
    optimizer.step({ gradientScale: clipFactor(gradNorm(optimizer.parameters), 1) });
    clearGradients(optimizer.parameters);
  };
}

function writer(cache: boolean): () => void {
  return () => {
    for (const _ of generate(model, [1], { maxTokens: length - 1, topK: 40, cache }));
  };
}

const once = mode === 'train' ? trainer() : writer(mode === 'generate');
if (mode === 'train') once();
const { version, threads: used } = engineInfo();
await serve({ version, threads: used }, (count) => {
  for (let i = 0; i < count; i++) once();
});
