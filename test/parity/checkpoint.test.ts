import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readWeights } from '../../src/formats/index.ts';
import { decodeImage } from '../../src/image/index.ts';
import { createModel, densenet121, loadWeights } from '../../src/models/index.ts';
import { memory, noGrad, scope, type Tensor, tensor } from '../../src/torch/index.ts';
import { golden, relativeError, specTensor, TOLERANCE } from './shared.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const CHECKPOINT = `${DATA}/checkpoints/densenet121_nih14_selftrained.legacy.pth.tar`;
const present = existsSync(CHECKPOINT);
if (!present) console.warn(`skipped: no shared data at ${DATA}`);

function load() {
  const model = densenet121({ numClasses: 14 }).eval();
  const report = loadWeights(model, readWeights(CHECKPOINT).tensors);
  return { model, report };
}

test.runIf(present)('a CheXNet-style checkpoint gives the logits that PyTorch gives', () => {
  const before = memory();
  const { input, logits } = golden<{ input: string; logits: number[] }>('densenet_checkpoint.json');
  const { model, report } = load();
  expect(report.prefix).toBe('module.densenet121.');
  expect(report.matched.length).toBe(606);
  expect([...report.missing, ...report.unexpected, ...report.adapted]).toEqual([]);
  const got = scope(() => noGrad(() => model.call(specTensor(input, 1)).toArray()));
  expect(relativeError(got, logits)).toBeLessThanOrEqual(TOLERANCE);
  model.dispose();
  expect(memory(), 'leaked tensors').toEqual(before);
});

/** Grey, resized to 176, centre crop 160, ImageNet's mean and standard deviation: [1, 3, 160, 160]. */
async function preprocess(path: string): Promise<Tensor> {
  const image = await decodeImage(path, { size: 176, channels: 1 });
  return scope(() => {
    const cropped = tensor(image.data, { shape: [1, 1, 176, 176], dtype: 'f32' })
      .div(255)
      .narrow(2, 8, 160)
      .narrow(3, 8, 160);
    const mean = tensor([0.485, 0.456, 0.406]).reshape([3, 1, 1]);
    const std = tensor([0.229, 0.224, 0.225]).reshape([3, 1, 1]);
    return cropped.sub(mean).div(std);
  });
}

test.runIf(present)('real X-rays give the logits that came with the checkpoint', async () => {
  const reference = JSON.parse(readFileSync(`${DATA}/checkpoints/densenet121_reference_logits.json`, 'utf8')) as {
    logits: Record<string, number[]>;
  };
  const { model } = load();
  const errors: number[] = [];
  for (const [file, logits] of Object.entries(reference.logits)) {
    using x = await preprocess(`${DATA}/nih_cxr320/images/${file}`);
    const got = scope(() => noGrad(() => model.call(x).toArray()));
    errors.push(...logits.map((v, i) => Math.abs(v - got[i]!)));
  }
  model.dispose();
  // resized by libvips here, by PIL there: grey values differ by a level at most
  expect(Math.max(...errors)).toBeLessThan(0.03);
});

const RESNET20 = `${DATA}/checkpoints/resnet_cifar10/resnet20-12fca82f.th`;

test.runIf(existsSync(RESNET20))("akamaster's ResNet-20 for CIFAR-10 loads whole and gives PyTorch's logits", () => {
  const { input, logits } = golden<{ input: string; logits: number[] }>('resnet20_checkpoint.json');
  using model = createModel('resnet20_cifar', { numClasses: 10 }).eval();
  const report = loadWeights(model, readWeights(RESNET20).tensors);
  expect(report).toMatchObject({ prefix: 'module.', missing: [], unexpected: [], adapted: [] });
  const got = scope(() => noGrad(() => model.call(specTensor(input, 1)).toArray()));
  expect(relativeError(got, logits)).toBeLessThanOrEqual(TOLERANCE);
});
