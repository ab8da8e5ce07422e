/** Training steps (forward, backward, Adam) or inference of a model; of one for segmentation from grey images, a mask each. Usage: model.ts MODEL train|infer f32|bf16 SIZE BATCH THREADS */
import { createDenseModel, createModel, DENSE_CATALOG } from '../../src/models/index.ts';
import { binaryCrossEntropyWithLogits, crossEntropy } from '../../src/nn/index.ts';
import { adam, Optimizer } from '../../src/optim/index.ts';
import {
  autocast,
  engineInfo,
  inferenceMode,
  manualSeed,
  randint,
  randn,
  scope,
  setThreads,
} from '../../src/torch/index.ts';
import { serve } from './serve.ts';

const [name, mode, precision] = process.argv.slice(2, 5) as [string, string, string];
const [imageSize, batch, threads] = process.argv.slice(5).map(Number) as [number, number, number];
setThreads(threads);
manualSeed(0);
const bf16 = precision === 'bf16';
// as in training: bf16 goes with channels-last, which serves convolutions; a ViT has one
const memoryFormat = bf16 && !name.startsWith('vit') ? 'channelsLast' : 'contiguous';
const dense = Object.hasOwn(DENSE_CATALOG, name);
const built = dense
  ? createDenseModel(name, { numClasses: 1, inChannels: 1 })
  : createModel(name, { numClasses: 2, imageSize });
const model = built.to({ memoryFormat });
const images = scope(() => randn([batch, dense ? 1 : 3, imageSize, imageSize]).to({ memoryFormat })).keep();
const labels = (
  dense ? randint(0, 2, [batch, 1, imageSize, imageSize], { dtype: 'f32' }) : randint(0, 2, [batch], { dtype: 'i64' })
).keep();
const lossOf = dense ? binaryCrossEntropyWithLogits : crossEntropy;

const forward = () => (bf16 ? autocast(() => model.call(images)) : model.call(images)).to({ dtype: 'f32' });

function trainer(): () => void {
  model.train();
  const optimizer = new Optimizer(new Map(model.namedParameters()), adam({ learningRate: 1e-4 }));
  return () =>
    scope(() => {
      const loss = lossOf(forward(), labels);
      loss.backward();
      optimizer.step();
      optimizer.zeroGrad();
      loss.item();
    });
}

function predictor(): () => void {
  model.eval();
  return () => inferenceMode(() => scope(() => void forward().sum().item()));
}

const once = mode === 'train' ? trainer() : predictor();
function body(count: number): void {
  for (let i = 0; i < count; i++) once();
}

body(1);
const { version, threads: used } = engineInfo();
await serve({ version, threads: used }, body);
