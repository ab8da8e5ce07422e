/** Pre-training steps (gather, forward, loss, backward, AdamW) of a masked autoencoder. Usage: mae.ts MODEL train f32|bf16 SIZE BATCH THREADS */
import { canMask, createModel, MaskedAutoencoder, maskOf, seenOf } from '../../src/models/index.ts';
import { mse } from '../../src/nn/index.ts';
import { adamw, Optimizer } from '../../src/optim/index.ts';
import { random } from '../../src/stats/random.ts';
import { autocast, engineInfo, manualSeed, randn, scope, setThreads } from '../../src/torch/index.ts';
import { serve } from './serve.ts';

const [name, , precision] = process.argv.slice(2, 5) as [string, string, string];
const [imageSize, batch, threads] = process.argv.slice(5).map(Number) as [number, number, number];
setThreads(threads);
manualSeed(0);
const bf16 = precision === 'bf16';
const encoder = createModel(name, { numClasses: 1, imageSize });
if (!canMask(encoder)) throw new Error(`${name} has no patches to hide`);
const model = new MaskedAutoencoder(encoder); // the paper's decoder: 512 wide, 8 blocks
const images = randn([batch, 3, imageSize, imageSize]).keep();
const learns = [...model.namedParameters()].filter(([, p]) => p.requiresGrad);
const optimizer = new Optimizer(learns, adamw({ learningRate: 1e-4, weightDecay: 0.05, betas: [0.9, 0.95] }));
const places = Array.from({ length: model.patches }, (_, i) => i);
let step = 0;

function once(): void {
  scope(() => {
    // masks are drawn anew in each step, as in training
    const orders = Array.from({ length: batch }, (_, image) => random(0, 'mask', step, image).shuffle(places));
    const mask = maskOf(orders, seenOf(model.patches, 0.75));
    const patches = model.patchify(images);
    const predicted = bf16 ? autocast(() => model.call(patches, mask)) : model.call(patches, mask);
    const loss = mse(predicted.to({ dtype: 'f32' }), model.target(patches, mask));
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    loss.item();
    step++;
  });
}

function body(count: number): void {
  for (let i = 0; i < count; i++) once();
}

body(1);
const { version, threads: used } = engineInfo();
await serve({ version, threads: used }, body);
