import { crossEntropy, type Module } from 'fovea/nn';
import { adamw, Optimizer, oneCycle } from 'fovea/optim';
import { wilson } from 'fovea/stats';
import { cat, clearGradients, inferenceMode, randperm, scope, type Tensor } from 'fovea/torch';
import type { ImageSet } from './data.ts';
import { percent } from './lesson.ts';

export interface LearnOptions {
  readonly epochs: number;
  /** The peak: it rises for a third of the steps and falls for the rest. */
  readonly learningRate: number;
  readonly batchSize?: number;
  /** What is done to each batch of training images [N, C, H, W]. */
  readonly augment?: (images: Tensor) => Tensor;
}

/** The training loop of lesson 4, for any classifier. Returns the mean loss of each epoch. */
export function learn(model: Module, { images, labels }: ImageSet, options: LearnOptions): number[] {
  const { epochs, learningRate, batchSize = 64, augment = (batch) => batch } = options;
  const batches = Math.ceil(images.size(0) / batchSize);
  const schedule = oneCycle({ maxLearningRate: learningRate, totalSteps: epochs * batches });
  using optimizer = new Optimizer(model.namedParameters(), adamw({ learningRate: schedule }));
  model.train();
  return Array.from({ length: epochs }, (_, epoch) => {
    const start = performance.now();
    let total = 0;
    scope(() => {
      for (const rows of randperm(images.size(0)).split(batchSize)) {
        total += scope(() => {
          const logits = model.call(augment(images.indexSelect(0, rows)));
          const loss = crossEntropy(logits, labels.indexSelect(0, rows));
          clearGradients(model.parameters());
          loss.backward();
          optimizer.step();
          return loss.item();
        });
      }
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`  epoch ${epoch + 1}/${epochs}  loss ${(total / batches).toFixed(4)}  ${seconds} s`);
    return total / batches;
  });
}

/** Probabilities [N, classes] of images [N, C, H, W], in evaluation mode. */
export function predict(model: Module, images: Tensor): Tensor {
  model.eval();
  return inferenceMode(() => scope(() => cat(images.split(250).map((batch) => model.call(batch))).softmax(1)));
}

/** The share of right answers, printed with its 95 % interval and with what always naming the commonest class reaches. */
export function accuracy(model: Module, { images, labels, classes }: ImageSet): number {
  return scope(() => {
    const n = labels.numel;
    const correct = predict(model, images).argmax({ dim: 1 }).eq(labels).sum().item();
    const commonest = Math.max(...classes.map((_, c) => labels.eq(c).sum().item()));
    const { low, high } = wilson(correct, n);
    const interval = `95 % interval ${percent(low!)} to ${percent(high!)}, n = ${n}`;
    console.log(
      `  accuracy ${percent(correct / n)} (${interval}; always the commonest class: ${percent(commonest / n)})`,
    );
    return correct / n;
  });
}
