/** Training steps of a ViT: forward, backward, Adam. Usage: vit.ts small|base f32|bf16 SIZE BATCH THREADS */
import { createModel } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { adam, Optimizer } from '../../src/optim/index.ts';
import { autocast, engineInfo, manualSeed, randint, randn, scope, setThreads } from '../../src/torch/index.ts';
import { serve } from './serve.ts';

const [name, precision] = process.argv.slice(2, 4) as [string, string];
const [imageSize, batch, threads] = process.argv.slice(4).map(Number) as [number, number, number];
setThreads(threads);
manualSeed(0);
const bf16 = precision === 'bf16';
const model = createModel(`vit_${name}_patch16_224`, { numClasses: 2, imageSize }).train();
const optimizer = new Optimizer(new Map(model.namedParameters()), adam({ learningRate: 1e-4 }));
const images = randn([batch, 3, imageSize, imageSize]).keep();
const labels = randint(0, 2, [batch], { dtype: 'i64' }).keep();

function step(): number {
  return scope(() => {
    const logits = bf16 ? autocast(() => model.call(images)) : model.call(images);
    const loss = crossEntropy(logits.to({ dtype: 'f32' }), labels);
    loss.backward();
    optimizer.step({ learningRate: 1e-4 });
    optimizer.zeroGrad();
    return loss.item();
  });
}

function body(count: number): void {
  for (let i = 0; i < count; i++) step();
}

body(1);
const { version, threads: used } = engineInfo();
await serve({ version, threads: used }, body);
