import { expect, test } from 'vitest';
import { manualSeed, memory, noGrad, ones, randn, scope, type Tensor, tensor, zeros } from '../torch/index.ts';
import {
  BatchNorm2d,
  Buffer,
  Conv2d,
  Dropout,
  DropPath,
  Embedding,
  Identity,
  Linear,
  Module,
  ModuleList,
  MultiheadAttention,
  Parameter,
  ReLU,
  Sequential,
} from './index.ts';

class Block extends Module {
  readonly posEmbed = new Parameter(zeros([4]));
  readonly meanSeen = new Buffer(ones([4]));
  readonly fcOne = new Linear({ inFeatures: 4, outFeatures: 4 });
  readonly LayerNorm = new Linear({ inFeatures: 4, outFeatures: 4, bias: false });
  readonly layers = new ModuleList([new Linear({ inFeatures: 4, outFeatures: 2 })]);

  forward(x: Tensor): Tensor {
    const hidden = this.LayerNorm.call(this.fcOne.call(x.add(this.posEmbed)).relu());
    return this.layers.at(0).call(hidden);
  }
}

test('parameters and buffers are named by path, as PyTorch names them, own ones first', () => {
  using block = new Block();
  const names = [
    'pos_embed',
    'mean_seen',
    'fc_one.weight',
    'fc_one.bias',
    'LayerNorm.weight',
    'layers.0.weight',
    'layers.0.bias',
  ];
  expect([...block.stateDict().keys()]).toEqual(names);
  expect(Array.from(block.namedParameters(), ([n]) => n)).toEqual(names.filter((n) => n !== 'mean_seen'));
  expect(Array.from(block.namedBuffers(), ([n]) => n)).toEqual(['mean_seen']);
  expect(block.parameterCount()).toBe(4 + 20 + 16 + 10);
  expect(block.module('layers.0')).toBe(block.layers.at(0));
  expect(() => block.module('layers.1')).toThrow('no module "layers.1" in Block');
});

test('a shared parameter is counted once and saved under both names', () => {
  const shared = new Linear({ inFeatures: 2, outFeatures: 2, bias: false });
  using model = new Sequential({ first: shared, second: shared });
  expect(model.parameters().length).toBe(1);
  expect([...model.stateDict().keys()]).toEqual(['first.weight', 'second.weight']);
});

test('call() frees all that forward() makes, and dispose() the parameters', () => {
  const start = memory();
  const block = new Block();
  const built = memory();
  scope(() => {
    const x = randn([3, 4]);
    block.call(x);
    expect(memory().tensors - built.tensors).toBe(2);
  });
  expect(memory()).toEqual(built);
  block.dispose();
  expect(memory()).toEqual(start);
});

test('a parameter takes over its tensor: made in a scope, it outlives it', () => {
  const start = memory();
  const parameter = scope(() => new Parameter(tensor([1, 2])));
  expect([...parameter.toArray()]).toEqual([1, 2]);
  expect(parameter.requiresGrad).toBe(true);
  parameter.dispose();
  expect(memory()).toEqual(start);
});

test('a sequential module frees each activation once the next layer has it, but never its input or a kept one', () => {
  scope(() => {
    const seen: Tensor[] = [];
    using model = new Sequential([
      new Identity(),
      new Linear({ inFeatures: 2, outFeatures: 3 }),
      new ReLU(),
      new ReLU(),
    ]);
    for (const child of Object.values(model.children)) child.onForward((output) => seen.push(output));
    model.children[2]!.onForward((output) => output.keep());
    const x = ones([1, 2]);
    const y = noGrad(() => model.call(x));
    expect(seen.map((t) => t.freed)).toEqual([false, true, false, false]);
    expect(seen[0]).toBe(x);
    expect(seen[3]).toBe(y);
    seen[2]!.dispose();
  });
});

test('taps see outputs and inputs until they are taken off', () => {
  scope(() => {
    using layer = new Linear({ inFeatures: 2, outFeatures: 1 });
    const seen: unknown[] = [];
    const off = layer.onForward((output, input) => seen.push([output.shape, input[0] === x]));
    const x = ones([5, 2]);
    layer.call(x);
    off();
    layer.call(x);
    expect(seen).toEqual([[[5, 1], true]]);
  });
});

test('train() and eval() reach every module, and change dropout and batch norm', () => {
  scope(() => {
    manualSeed(1);
    using model = new Sequential({ drop: new Dropout({ p: 0.5 }), norm: new BatchNorm2d({ numFeatures: 1 }) });
    const x = randn([8, 1, 4, 4]);
    expect([...model.modules()].every((m) => m.training)).toBe(true);
    model.call(x);
    expect(model.children.norm.numBatchesTracked.item()).toBe(1);
    model.eval();
    expect([...model.modules()].some((m) => m.training)).toBe(false);
    const mean = model.children.norm.runningMean.item();
    expect(model.children.drop.call(x)).toBe(x);
    model.call(x);
    expect(model.children.norm.runningMean.item()).toBe(mean);
    expect(model.children.norm.numBatchesTracked.item()).toBe(1);
  });
});

test('stochastic depth drops whole examples and keeps the expectation', () => {
  scope(() => {
    manualSeed(3);
    using drop = new DropPath({ p: 0.25 });
    const rows = drop.call(ones([400, 2, 2])).flatten({ startDim: 1 });
    const sums = [...rows.sum({ dim: 1 }).toArray()];
    expect(new Set(sums.map((s) => s.toFixed(4)))).toEqual(new Set(['0.0000', (4 / 0.75).toFixed(4)]));
    expect(sums.filter((s) => s === 0).length / 400).toBeCloseTo(0.25, 1);
  });
  expect(() => new DropPath({ p: 1.5 })).toThrow('in [0, 1]');
});

test('a state dict goes from one model to another', () => {
  scope(() => {
    using a = new Block();
    using b = new Block();
    expect(b.loadStateDict(a.stateDict())).toMatchObject({ missing: [], unexpected: [] });
    const x = randn([2, 4]);
    expect(a.call(x).equal(b.call(x))).toBe(true);
  });
});

test('a state that does not fit is refused in one line, and nothing is loaded', () => {
  scope(() => {
    using model = new Linear({ inFeatures: 2, outFeatures: 1 });
    const before = [...model.weight.toArray()];
    const host = (shape: number[]) => zeros(shape).toHost();
    expect(() => model.loadStateDict(new Map([['weight', host([1, 2])]]))).toThrow(
      'state does not fit Linear: 1 missing (bias)',
    );
    const misshapen = new Map([
      ['weight', host([1, 2])],
      ['bias', host([3])],
      ['extra', host([1])],
    ]);
    expect(() => model.loadStateDict(misshapen, { strict: false })).toThrow('1 of another shape (bias [3] for [1])');
    expect(() => model.loadStateDict(misshapen)).toThrow('1 unexpected (extra)');
    expect([...model.weight.toArray()]).toEqual(before);
    const report = model.loadStateDict(new Map([['weight', host([1, 2])]]), { strict: false });
    expect(report).toEqual({ loaded: ['weight'], missing: ['bias'], unexpected: [] });
    expect([...model.weight.toArray()]).toEqual([0, 0]);
  });
});

test('batch counters may be missing, as in checkpoints of old versions', () => {
  scope(() => {
    using norm = new BatchNorm2d({ numFeatures: 2 });
    const state = new Map<string, Tensor>(norm.stateDict());
    state.delete('num_batches_tracked');
    expect(norm.loadStateDict(state).missing).toEqual([]);
  });
});

test('to() converts in place: the same objects, gradients with them, counters left alone', () => {
  const start = memory();
  const model = new Sequential({
    conv: new Conv2d({ inChannels: 3, outChannels: 2, kernelSize: 3 }),
    norm: new BatchNorm2d({ numFeatures: 2 }),
  });
  const { weight } = model.children.conv;
  scope(() =>
    model
      .call(ones([1, 3, 5, 5]))
      .sum()
      .backward(),
  );
  model.to({ dtype: 'f64', memoryFormat: 'channelsLast' });
  expect(model.children.conv.weight).toBe(weight);
  expect([weight.dtype, weight.requiresGrad, weight.strides]).toEqual(['f64', true, [27, 1, 9, 3]]);
  expect(scope(() => weight.grad!.dtype)).toBe('f64');
  expect(model.children.norm.numBatchesTracked.dtype).toBe('i64');
  model.dispose();
  expect(memory()).toEqual(start);
});

test('frozen parameters get no gradient', () => {
  scope(() => {
    using model = new Linear({ inFeatures: 2, outFeatures: 1 });
    model.freeze();
    model.bias!.requiresGrad = true;
    expect(model.parameterCount({ trainableOnly: true })).toBe(1);
    model
      .call(ones([1, 2]))
      .sum()
      .backward();
    expect(model.weight.grad).toBeNull();
    expect(model.bias!.grad!.item()).toBe(1);
  });
});

test('apply() visits inner modules before outer ones', () => {
  using block = new Block();
  const order: string[] = [];
  block.apply((m) => order.push(m.constructor.name));
  expect(order).toEqual(['Linear', 'Linear', 'Linear', 'ModuleList', 'Block']);
});

test('attention shows its weights to a tap, and a mask hides positions', () => {
  scope(() => {
    using attention = new MultiheadAttention({ embedDim: 4, numHeads: 2 });
    let weights: Tensor | undefined;
    attention.attention.onForward((output) => {
      weights = output.clone().keep();
    });
    const mask = tensor([[0, Number.NEGATIVE_INFINITY, 0]]);
    expect(attention.call(randn([2, 1, 4]), { key: randn([2, 3, 4]), mask }).shape).toEqual([2, 1, 4]);
    expect(weights!.shape).toEqual([2, 2, 1, 3]);
    expect([...weights!.select(-1, 1).toArray()]).toEqual([0, 0, 0, 0]);
    weights!.dispose();
  });
});

test('impossible sizes are refused with a reason', () => {
  expect(() => new Conv2d({ inChannels: 3, outChannels: 4, kernelSize: 3, groups: 2 })).toThrow(
    '2 groups do not divide',
  );
  expect(() => new MultiheadAttention({ embedDim: 5, numHeads: 2 })).toThrow('2 heads do not divide 5');
  using table = new Embedding({ numEmbeddings: 3, embeddingDim: 2, paddingIdx: 1 });
  expect([...table.weight.toArray().slice(2, 4)]).toEqual([0, 0]);
});
