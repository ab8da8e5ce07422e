/**
 * 5. A convolutional network on MNIST: it knows what lies beside what, and gets more digits right with a quarter of the parameters.
 *
 * Run:   npx tsx examples/05-cnn.ts [--quick]
 * Time:  with --quick (6,000 digits, 3 epochs) about half a minute; in full 60,000 digits, 5 epochs.
 * Shows: its accuracy beside the fully connected network's, on the digits and on digits moved by three pixels;
 *        runs/course/05-mistakes.png, digits that it gets wrong.
 */
import { createModel } from 'fovea/models';
import { Conv2d, Linear, Module } from 'fovea/nn';
import { manualSeed, scope, type Tensor } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn, predict } from './support/learn.ts';
import { expectResult, percent, quick } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const settings = quick ? { count: 6000, epochs: 3 } : { count: 60_000, epochs: 5 };

/** Two convolutions, each followed by pooling, and one linear layer on what is left. */
class SmallCnn extends Module {
  readonly conv1 = new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 3, padding: 1 });
  readonly conv2 = new Conv2d({ inChannels: 8, outChannels: 16, kernelSize: 3, padding: 1 });
  readonly output: Linear;

  constructor(numClasses: number) {
    super();
    this.output = new Linear({ inFeatures: 16 * 7 * 7, outFeatures: numClasses });
  }

  forward(x: Tensor): Tensor {
    const edges = this.conv1.call(x).relu().maxPool2d(2); //     [N,  8, 14, 14]
    const parts = this.conv2.call(edges).relu().maxPool2d(2); // [N, 16,  7,  7]
    return this.output.call(parts.flatten({ startDim: 1 })); //  [N, numClasses]
  }
}

const train = await loadSet('MNIST', { split: 'train', size: 28, count: settings.count });
const test = await loadSet('MNIST', { split: 'test', size: 28 });
const moved = { ...test, images: test.images.roll([3, 3], { dims: [2, 3] }) };
const numClasses = train.classes.length;

const scores: Record<string, number> = {};
const models = { 'fully connected': () => createModel('mlp', { numClasses }), CNN: () => new SmallCnn(numClasses) };
for (const [name, create] of Object.entries(models)) {
  manualSeed(0);
  const model = create();
  console.log(`\n${name}, ${model.parameterCount()} parameters`);
  learn(model, train, { epochs: settings.epochs, learningRate: 5e-3 });
  scores[name] = accuracy(model, test);
  console.log('  moved by three pixels, which it was never shown:');
  const score = accuracy(model, moved);
  console.log(`  it loses ${percent(scores[name]! - score)}`);

  if (name === 'CNN') {
    const wrong = scope(() => {
      const said = predict(model, test.images).argmax({ dim: 1 });
      const missed = test.images.maskedSelect(said.ne(test.labels).reshape([-1, 1, 1, 1]));
      return missed.reshape([-1, 28, 28]).unbind().slice(0, 30);
    });
    if (wrong.length > 0) await contactSheet('05-mistakes.png', wrong, { columns: 10, scale: 3, range: [0, 1] });
  }
}
console.log(
  '\nPooling forgives a pixel, not three: what a network shall bear, it must see in training (augmentation, lesson 9).',
);

expectResult('accuracy of the CNN', scores.CNN!, '≥', 0.91);
expectResult('CNN minus fully connected', scores.CNN! - scores['fully connected']!, '≥', 0);
