import { expect, test } from 'vitest';
import * as nn from '../../src/nn/index.ts';
import { manualSeed, type Tensor, tensor } from '../../src/torch/index.ts';
import { expectTensor, golden, noise, objective, type Recorded, specTensor, withoutLeaks } from './shared.ts';

interface Case {
  case: { layer: string; config: object; inputs: string[]; mask?: string; training?: boolean };
  initial: Record<string, Recorded>;
  output: Recorded;
  inputGradients: (Recorded | null)[];
  gradients: Record<string, Recorded>;
  buffers: Record<string, Recorded>;
}

type Layer = nn.Module<unknown[], Tensor>;

function build(layer: string, config: object): Layer {
  const Class = (nn as unknown as Record<string, new (config: object) => Layer>)[layer]!;
  return new Class(config);
}

/** As `fill` in make_layers.py. */
function fill(module: Layer): void {
  for (const [i, [name, t]] of [...module.stateDict()].entries()) {
    if (t.dtype !== 'f32') continue;
    const shift = name.endsWith('running_var') ? 1 : 0;
    t.assign(
      tensor(
        noise(t.numel, 50 + i).map((v) => 0.5 * v + shift),
        { shape: t.shape },
      ),
    );
  }
}

function call(module: Layer, inputs: Tensor[], mask: string | undefined): Tensor {
  if (inputs.length === 1) return module.call(inputs[0]!);
  const [query, key, value] = inputs;
  return module.call(query!, { key, value, mask: mask === undefined ? null : specTensor(mask, 9) });
}

const cases = golden<Case[]>('layers.json');

test.each(cases)('$case.layer $case.config', (expected) => {
  const { layer, config, inputs: specs, mask, training = true } = expected.case;
  withoutLeaks(() => {
    manualSeed(7);
    using module = build(layer, config).train(training);
    expect([...module.stateDict().keys()]).toEqual(Object.keys(expected.initial));
    for (const [name, t] of module.stateDict()) expectTensor(t, expected.initial[name]!, `initial ${name}`);

    fill(module);
    const inputs = specs.map((spec, i) => specTensor(spec, i + 1));
    for (const x of inputs) if (x.dtype === 'f32') x.requiresGrad = true;
    manualSeed(8);
    const output = call(module, inputs, mask);
    expectTensor(output, expected.output, 'output');
    objective([output])!.backward();
    for (const [i, x] of inputs.entries()) expectTensor(x.grad, expected.inputGradients[i]!, `gradient of input ${i}`);
    for (const [name, p] of module.namedParameters())
      expectTensor(p.grad, expected.gradients[name]!, `gradient of ${name}`);
    for (const [name, b] of module.namedBuffers()) expectTensor(b, expected.buffers[name]!, name);
  });
});

test('the goldens hold the cases of layers.cases.json', () => {
  expect(cases.map((c) => c.case)).toEqual(golden('layers.cases.json'));
});
