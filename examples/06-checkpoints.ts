/**
 * 6. Checkpoints: save what a network learnt, load it again, and load what somebody else trained in PyTorch.
 *
 * Run:   npx tsx examples/06-checkpoints.ts [--quick]
 * Time:  with --quick (500 photographs) about half a minute; in full on all 5,000.
 * Shows: a network equal to the one saved, to the last bit; the accuracy of a downloaded ResNet-20 on CIFAR-10.
 */
import { existsSync } from 'node:fs';
import { readSafetensors, readWeights, writeSafetensors } from 'fovea/formats';
import { createModel, loadWeights } from 'fovea/models';
import { manualSeed, scope, tensor } from 'fovea/torch';
import { loadSet } from './support/data.ts';
import { accuracy, learn, predict } from './support/learn.ts';
import { expectResult, fromRoot, output, quick } from './support/lesson.ts';

manualSeed(0);
const train = await loadSet('MNIST', { split: 'train', size: 28, count: 2000 });
const test = await loadSet('MNIST', { split: 'test', size: 28, count: 500 });
const numClasses = train.classes.length;

console.log('A network learns, and is saved as safetensors: names, shapes and numbers, nothing that could run.');
const model = createModel('lenet5', { numClasses });
learn(model, train, { epochs: 2, learningRate: 5e-3 });
const file = output('06-lenet5.safetensors');
const state = new Map([...model.stateDict()].map(([name, weights]) => [name, weights.toHost()]));
writeSafetensors(file, state, { model: 'lenet5' });

const copy = createModel('lenet5', { numClasses }); // other random weights, until they are loaded
const before = scope(() => predict(copy, test.images).sub(predict(model, test.images)).abs().max().item());
copy.loadStateDict(readSafetensors(file).tensors);
const after = scope(() => predict(copy, test.images).sub(predict(model, test.images)).abs().max().item());
console.log(`  largest difference of a probability: before loading ${before.toFixed(3)}, after ${after}\n`);
expectResult('difference after loading', after, '≤', 0);

console.log('\nA checkpoint of PyTorch (.pth, .pt, .th): a ResNet-20 that its author trained on CIFAR-10.');
console.log('  Such a file is a pickle, which could run any code. Fovea reads its numbers and executes nothing.');
const checkpoint = fromRoot('../shared/data/checkpoints/resnet_cifar10/resnet20-12fca82f.th');
if (!existsSync(checkpoint)) {
  console.log(`  It is not at ${checkpoint} (github.com/akamaster/pytorch_resnet_cifar10): this half is left out.`);
} else {
  const resnet = createModel('resnet20_cifar', { numClasses: 10 });
  const report = loadWeights(resnet, readWeights(checkpoint).tensors);
  console.log(
    `  ${report.matched.length} tensors matched, ${report.missing.length} missing; each name began with "${report.prefix}"`,
  );

  // A network expects its images as it was trained: here, less ImageNet's mean, over its standard deviation.
  const photographs = await loadSet('CIFAR-10 (JPEG)', {
    split: 'test',
    size: 32,
    channels: 3,
    ...(quick && { count: 500 }),
  });
  const mean = tensor([0.485, 0.456, 0.406]).reshape([3, 1, 1]);
  const std = tensor([0.229, 0.224, 0.225]).reshape([3, 1, 1]);
  const score = accuracy(resnet, { ...photographs, images: photographs.images.sub(mean).div(std) });
  console.log('  Its author reports 91.7 % on the original images; ours are JPEG copies, which cost it ten points.');
  expectResult('accuracy of the ResNet-20 from PyTorch', score, '≥', 0.75);
}
