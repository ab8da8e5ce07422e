import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cct2Conv3x2,
  deitSmallDistilledPatch16,
  deitTinyDistilledPatch16,
  type ImageClassifier,
  swinTiny,
  vitBasePatch16,
  vitSmallPatch16,
  vitTinyPatch4,
  vitTinyPatch16,
} from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { arange, type DType, memory, scope, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, specTensor, TOLERANCE } from '../parity/shared.ts';

interface Golden {
  name: keyof typeof MODELS;
  input: string;
  parameters: string[];
  buffers: string[];
  /** In f64. */
  logits: number[];
  loss: number;
  /** Of each parameter's gradient: the norm, and the first, middle and last element. */
  norms: number[];
  samples: number[][];
  /** PyTorch's own f32 against its f64: builds and CPUs that sum in another order differ by as much. */
  rounding: { logits: number; gradients: number[] };
}

const MODELS = {
  vit_tiny_patch16_224: vitTinyPatch16,
  vit_small_patch16_224: vitSmallPatch16,
  vit_base_patch16_224: vitBasePatch16,
  vit_tiny_patch4_32: vitTinyPatch4,
  deit_tiny: deitTinyDistilledPatch16,
  deit_small: deitSmallDistilledPatch16,
  cct_2_3x2_32: cct2Conv3x2,
  swin_tiny: swinTiny,
};

/** As `fill` in make_vit.py. */
export function fill(model: ImageClassifier): void {
  for (const [i, [name, p]] of [...model.namedParameters()].entries()) {
    const shift = p.ndim === 1 && name.includes('norm') && name.endsWith('weight') ? 1 : 0;
    const fanIn = p.numel / p.size(0);
    const scale = p.ndim === 2 || p.ndim === 4 ? Math.sqrt(3 / fanIn) : p.ndim === 1 ? 0.1 : 1;
    const values = noise(p.numel, i);
    for (let k = 0; k < values.length; k++) values[k] = values[k]! * scale + shift;
    scope(() => p.assign(tensor(values, { shape: p.shape })));
  }
}

/** Every element of a large model's gradients in f64 would take a gigabyte: norm and three elements. */
function summary(gradient: ReturnType<typeof tensor>): number[] {
  return scope(() => {
    const flat = gradient.detach().flatten();
    const at = (i: number) => flat.select(0, i).item();
    return [flat.to({ dtype: 'f64' }).norm().item(), at(0), at(gradient.numel >> 1), at(gradient.numel - 1)];
  });
}

/** The goldens of vit.json; small and base differ from the tiny ones in width alone, and run in vit.slow.ts. */
export const goldens = golden<Golden[]>('vit.json');
export const isLarge = ({ name }: Golden) => /small|base/.test(name);

/** Both dtypes and both modes, which give the same without dropout. */
export function describeParity(models: readonly Golden[]): void {
  const runs: readonly [DType, boolean][] = [
    ['f32', true],
    ['f64', false],
  ];
  const cases = models.flatMap((expected) => runs.map(([dtype, training]) => ({ ...expected, dtype, training })));
  describe.each(cases)('$name in $dtype, training: $training', (expected) => {
    const { dtype, training, parameters, norms, rounding } = expected;
    const tolerance = (error: number) => (dtype === 'f64' ? 1e-9 : Math.max(TOLERANCE, 2 * error));
    const before = memory();
    let model: ImageClassifier;
    let logits: Float64Array;
    let loss: number;
    let gradients: number[][];

    beforeAll(() => {
      model = MODELS[expected.name]({ numClasses: 3, imageSize: 32 });
      fill(model);
      model.to({ dtype }).train(training);
      scope(() => {
        const x = specTensor(expected.input, 1).to({ dtype });
        const output = model.call(x);
        const objective = crossEntropy(output, arange(0, x.size(0), { dtype: 'i64' }).remainder(2));
        objective.backward();
        logits = output.toArray();
        loss = objective.item();
        gradients = model.parameters().map((p) => summary(p.grad!));
      });
    });

    afterAll(() => {
      model.dispose();
      expect(memory(), 'leaked tensors').toEqual(before);
    });

    test('parameters and buffers are named as in the reference', () => {
      expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(parameters);
      expect(Array.from(model.namedBuffers(), ([name]) => name)).toEqual(expected.buffers);
    });

    test('the same logits and loss', () => {
      const limit = tolerance(rounding.logits);
      expect(relativeError(logits, expected.logits)).toBeLessThanOrEqual(limit);
      expect(relativeError([loss], [expected.loss])).toBeLessThanOrEqual(limit);
    });

    test('the same gradient for every parameter', () => {
      const largest = Math.max(...norms);
      for (const [i, name] of parameters.entries()) {
        // A bias that a softmax takes away again has a gradient of nothing but rounding.
        const size = norms[i]! < 1e-12 ? largest : norms[i]!;
        const wanted = [norms[i]!, ...expected.samples[i]!];
        const errors = gradients[i]!.map((value, k) => Math.abs(value - wanted[k]!));
        expect(Math.max(...errors) / size, name).toBeLessThanOrEqual(tolerance(rounding.gradients[i]!));
      }
    });
  });
}
