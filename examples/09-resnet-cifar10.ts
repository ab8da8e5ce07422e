/**
 * 9. ResNet-20 on CIFAR-10: colour photographs, batch normalisation, mirrored images, twenty layers.
 *
 * Run:   npx tsx examples/09-resnet-cifar10.ts [--quick]
 * Time:  with --quick (1,200 photographs, 3 epochs) about half a minute; in full all 50,000, 5 epochs.
 *        `recipes/cifar10-resnet20.ts` trains it well, and says how long that takes and what it scores.
 * Shows: the accuracy on photographs never seen, and which classes it takes for which: runs/course/09-confusion.png.
 */
import { createModel } from 'fovea/models';
import { manualSeed, rand, scope, type Tensor, tensor, where } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn, predict } from './support/learn.ts';
import { expectResult, quick } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const settings = quick ? { count: 1200, epochs: 3 } : { count: 50_000, epochs: 5 };

// Each channel less its mean, over its standard deviation, so that the first layer sees numbers around 0.
const mean = tensor([0.4914, 0.4822, 0.4465]).reshape([3, 1, 1]);
const std = tensor([0.247, 0.2435, 0.2616]).reshape([3, 1, 1]);
const load = async (split: 'train' | 'test', count: number) => {
  const set = await loadSet('CIFAR-10 (JPEG)', { split, size: 32, channels: 3, count });
  return { ...set, images: set.images.sub(mean).div(std) };
};

/** Each image is mirrored or not, by the toss of a coin: a dog that looks left is a dog. */
function mirror(batch: Tensor): Tensor {
  const coin = rand([batch.size(0), 1, 1, 1]).lt(0.5);
  return where(coin, batch.flip([3]), batch);
}

manualSeed(0);
const train = await load('train', settings.count);
const test = await load('test', quick ? 500 : 5000);
const numClasses = train.classes.length;
const model = createModel('resnet20_cifar', { numClasses });
console.log(`${model.parameterCount()} parameters, ${train.images.size(0)} photographs`);
learn(model, train, { epochs: settings.epochs, learningRate: 1e-2, batchSize: quick ? 32 : 64, augment: mirror });
const score = accuracy(model, test);

// Rows: what it is; columns: what the network says. A bright diagonal is good.
const table = scope(() => {
  const said = predict(model, test.images).argmax({ dim: 1 });
  const counts = test.labels
    .mul(numClasses)
    .add(said)
    .oneHot({ numClasses: numClasses ** 2 });
  return counts.sum({ dim: 0 }).reshape([numClasses, numClasses]).to({ dtype: 'f32' });
});
await contactSheet('09-confusion.png', [table], { columns: 1, scale: 32, range: [0, table.max().item()] });
console.log(`rows (what it is) and columns (what it says): ${train.classes.join(', ')}`);

expectResult('accuracy on CIFAR-10 (JPEG)', score, '≥', 0.25);
