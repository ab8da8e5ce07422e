/**
 * 4. A fully connected network on MNIST: 784 pixels, 50 hidden units, 10 digits, and the training loop that all lessons share.
 *
 * Run:   npx tsx examples/04-fully-connected.ts [--quick]
 * Time:  with --quick (6,000 digits, 3 epochs) a few seconds; in full 60,000 digits, 5 epochs.
 * Shows: the loss falling, the accuracy on digits never seen, and what the hidden units look for:
 *        runs/course/04-hidden-units.png.
 */
import { crossEntropy, Linear, Module } from 'fovea/nn';
import { adamw, Optimizer } from 'fovea/optim';
import { clearGradients, inferenceMode, manualSeed, randperm, scope, type Tensor } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy } from './support/learn.ts';
import { expectResult, quick } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const { count, epochs, batchSize } = quick
  ? { count: 6000, epochs: 3, batchSize: 64 }
  : { count: 60_000, epochs: 5, batchSize: 64 };

/** `createModel('mlp', { numClasses: 10 })` is the same network; here it is by hand. */
class FullyConnected extends Module {
  readonly hidden = new Linear({ inFeatures: 28 * 28, outFeatures: 50 });
  readonly output: Linear;

  constructor(numClasses: number) {
    super();
    this.output = new Linear({ inFeatures: 50, outFeatures: numClasses });
  }

  /** [N, 1, 28, 28] → logits [N, numClasses]. */
  forward(x: Tensor): Tensor {
    const pixels = x.flatten({ startDim: 1 }); // a row of 784 numbers: the network does not know what is beside what
    return this.output.call(this.hidden.call(pixels).relu());
  }
}

manualSeed(0);
const train = await loadSet('MNIST', { split: 'train', size: 28, count });
const test = await loadSet('MNIST', { split: 'test', size: 28 });
const model = new FullyConnected(train.classes.length);
console.log(`${train.images.size(0)} training images, ${model.parameterCount()} parameters\n`);

const optimizer = new Optimizer(model.namedParameters(), adamw({ learningRate: 2e-3 }));
for (let epoch = 1; epoch <= epochs; epoch++) {
  let total = 0;
  let batches = 0;
  scope(() => {
    // Each epoch sees every image once, in a new order, a batch at a time.
    for (const rows of randperm(train.images.size(0)).split(batchSize)) {
      scope(() => {
        const logits = model.call(train.images.indexSelect(0, rows)); //    what the network says
        const loss = crossEntropy(logits, train.labels.indexSelect(0, rows)); // how wrong that is
        clearGradients(model.parameters());
        loss.backward(); //                                                 the slope of the loss for every weight
        optimizer.step(); //                                                a small step downhill
        total += loss.item();
        batches++;
      });
    }
  });
  console.log(`epoch ${epoch}  mean loss ${(total / batches).toFixed(4)}`);
}

const score = accuracy(model, test);

// Each hidden unit has one weight for each pixel: its weights are a picture of what it looks for.
const units = inferenceMode(() => model.hidden.weight.reshape([50, 28, 28]).unbind());
await contactSheet('04-hidden-units.png', units, { columns: 10, scale: 3 });

expectResult('accuracy on MNIST', score, '≥', 0.86);
