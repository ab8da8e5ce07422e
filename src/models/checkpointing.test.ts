import { expect, test } from 'vitest';
import { BatchNormReLU2d, Conv2d, crossEntropy, Dropout, type Module, Sequential } from '../nn/index.ts';
import { autocast, checkpoint, grad, manualSeed, memory, randn, scope, type Tensor, tensor } from '../torch/index.ts';
import { stageOf } from './checkpointing.ts';
import { createModel, type ModelName } from './index.ts';

const block = () =>
  new Sequential({
    conv: new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 3, padding: 1 }),
    norm: new BatchNormReLU2d({ numFeatures: 4 }),
    dropout: new Dropout({ p: 0.4 }),
  });

interface Step {
  /** Loss, gradients of the input and of each parameter, buffers, and a draw after the step. */
  readonly results: readonly Float64Array[];
}

/** One training step of `build()` from seed 1; all that could differ. */
function step(build: () => Module, mixed = false): Step {
  manualSeed(1);
  return scope(() => {
    using model = build();
    const x = randn([2, 4, 6, 6]);
    x.requiresGrad = true;
    const forward = () => model.call(x).to({ dtype: 'f32' }).square().mean();
    const loss = mixed ? autocast(forward) : forward();
    loss.backward();
    const gradients = [x, ...model.parameters()].map((t) => t.grad!);
    return { results: [loss, ...gradients, ...model.buffers(), randn([3])].map((t) => t.toArray()) };
  });
}

test.each([false, true])(
  'checkpointed blocks give the same bits: gradients, statistics, dropout; bf16: %s',
  (mixed) => {
    const before = memory();
    const plain = step(() => stageOf([block(), block(), block()]), mixed);
    const checkpointed = step(() => stageOf([block(), block(), block()], true), mixed);
    expect(checkpointed.results).toEqual(plain.results);
    expect(memory()).toEqual(before);
  },
);

test('grad(), a retained graph, and an input that is used beside the block', () => {
  scope(() => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const w = tensor([2, -1, 0.5], { requiresGrad: true });
    const y = checkpoint((a) => a!.mul(w).tanh(), [x], [w]);
    const plain = x.mul(w).tanh();
    const [a, b] = [y, plain].map((out) => grad([out.add(x).square().sum()], [x, w], { retainGraph: true }));
    expect(a!.map((t) => t!.toArray())).toEqual(b!.map((t) => t!.toArray()));
    const again = grad([y.sum()], [w])[0]!;
    expect(again.equal(grad([plain.sum()], [w])[0]!)).toBe(true);
  });
});

test('an error in the second computation arrives as it was thrown, and the seeds stay', () => {
  scope(() => {
    const x = tensor([1, 2], { requiresGrad: true });
    let calls = 0;
    const y = checkpoint(
      (a) => {
        if (calls++ > 0) throw new RangeError('no more');
        return a!.exp();
      },
      [x],
      [],
    );
    expect(() => y.sum().backward()).toThrow(new RangeError('no more'));
    expect(() => grad([checkpoint((a) => a!.exp(), [x], []).sum()], [x], { createGraph: true })).toThrow(
      'second derivatives do not go through gradient checkpointing',
    );
  });
});

const deep: ModelName[] = ['densenet121', 'resnet18', 'resnet20_cifar', 'vit_tiny_patch4_32', 'cct_2_3x2_32'];

test.each(deep)('%s learns the same with gradient checkpointing', (name) => {
  const gradients = (gradientCheckpointing: boolean): Tensor[] => {
    manualSeed(0);
    using model = createModel(name, { numClasses: 2, imageSize: 32, dropRate: 0.1, gradientCheckpointing });
    crossEntropy(model.call(randn([2, 3, 32, 32])), tensor([0, 1], { dtype: 'i64' })).backward();
    return [...model.parameters().map((p) => p.grad!), ...model.buffers().map((b) => b.clone())];
  };
  scope(() => {
    const plain = gradients(false);
    const checkpointed = gradients(true);
    expect(plain.every((t, i) => t.equal(checkpointed[i]!))).toBe(true);
  });
});
