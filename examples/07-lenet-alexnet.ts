/**
 * 7. LeNet and AlexNet: the network that read cheques in 1998, and the one that began the present in 2012.
 *
 * Run:   npx tsx examples/07-lenet-alexnet.ts [--quick]
 * Time:  with --quick (6,000 digits, 3 epochs) about half a minute; in full 60,000 digits, 5 epochs.
 * Shows: LeNet's accuracy, as of 1998 and with ReLU; AlexNet's shapes layer by layer, and where its parameters are.
 */
import { createModel, LeNet5 } from 'fovea/models';
import { Conv2d, Linear, MaxPool2d } from 'fovea/nn';
import { inferenceMode, manualSeed, scope, zeros } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn } from './support/learn.ts';
import { expectResult, percent, quick } from './support/lesson.ts';

const settings = quick ? { count: 6000, epochs: 3 } : { count: 60_000, epochs: 5 };
const train = await loadSet('MNIST', { split: 'train', size: 28, count: settings.count });
const test = await loadSet('MNIST', { split: 'test', size: 28 });

let best = 0;
for (const original of [true, false]) {
  manualSeed(0);
  const lenet = new LeNet5({ numClasses: train.classes.length, original });
  console.log(
    `LeNet-5, ${original ? 'tanh and mean pooling, as in 1998' : 'ReLU and max pooling, as one builds it today'}`,
  );
  console.log(`  ${lenet.parameterCount()} parameters`);
  learn(lenet, train, { epochs: settings.epochs, learningRate: 4e-3 });
  best = Math.max(best, accuracy(lenet, test));
}

console.log('\nAlexNet, for photographs of 224 × 224 pixels and 1,000 classes, layer by layer:');
const alexnet = createModel('alexnet', { numClasses: 1000 });
let linear = 0;
for (const [path, module] of alexnet.namedModules()) {
  if (!(module instanceof Conv2d || module instanceof MaxPool2d || module instanceof Linear)) continue;
  const own = module.parameterCount();
  if (module instanceof Linear) linear += own;
  // A tap sees each output of a layer while the whole network runs.
  module.onForward((output) => {
    const kind = module.constructor.name.padEnd(10);
    console.log(`  ${path.padEnd(14)}${kind}[${output.shape.slice(1).join(', ')}]`.padEnd(48) + `${own}`.padStart(10));
  });
}
alexnet.eval();
inferenceMode(() => scope(() => void alexnet.call(zeros([1, 3, 224, 224]))));
const share = linear / alexnet.parameterCount();
console.log(`  ${alexnet.parameterCount()} parameters, ${percent(share)} of them in the three linear layers.`);
console.log('  Later networks average each map to one number instead (lesson 9), and save them nearly all.');

expectResult('accuracy of LeNet-5', best, '≥', 0.93);
expectResult("AlexNet's share of parameters in linear layers", share, '≥', 0.9);
