import { afterAll, describe, expect, test } from 'vitest';
import { loadWeights, MaskedAutoencoder, maskOf, VisionTransformer } from '../../src/models/index.ts';
import { sinCosPositions } from '../../src/models/mae/positions.ts';
import { mse } from '../../src/nn/index.ts';
import { type DType, type HostArray, scope, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, specTensor, TOLERANCE } from './shared.ts';

interface Golden {
  normalise: boolean;
  input: string;
  /** Patches of each image; the first quarter is seen. */
  order: number[][];
  loss: number;
  predictions: number[];
  positions: number[];
  parameters: { name: string; hf: string[]; norm: number; dot: number }[];
}

const goldens = golden<Golden[]>('mae.json');
const SHAPE = { numClasses: 2, imageSize: 32, patchSize: 8, width: 24, depth: 2, numHeads: 3 };
const DECODER = { decoderWidth: 16, decoderDepth: 2, decoderHeads: 2 };

function build({ normalise, parameters }: Golden): MaskedAutoencoder {
  const model = new MaskedAutoencoder(new VisionTransformer(SHAPE), { ...DECODER, normaliseTarget: normalise });
  const own = new Map(model.namedParameters());
  for (const [i, { name }] of parameters.entries()) {
    const p = own.get(name)!;
    const scale = p.ndim === 2 || p.ndim === 4 ? Math.sqrt((3 * p.size(0)) / p.numel) : p.ndim === 1 ? 0.1 : 1;
    const shift = /norm\d?\.weight$/.test(name) ? 1 : 0;
    scope(() =>
      p.assign(
        tensor(
          noise(p.numel, i).map((v) => v * scale + shift),
          { shape: p.shape },
        ),
      ),
    );
  }
  return model;
}

const runs = goldens.flatMap((expected) => (['f32', 'f64'] as DType[]).map((dtype) => ({ ...expected, dtype })));
describe.each(runs)('a masked autoencoder in $dtype, targets normalised: $normalise', (expected) => {
  const { dtype, parameters, order } = expected;
  const model = build(expected).to({ dtype });
  afterAll(() => model.dispose());
  const tolerance = dtype === 'f64' ? 1e-9 : TOLERANCE;

  test('learns what the reference learns, under its names', () => {
    const learnt = [...model.namedParameters()].filter(([, p]) => p.requiresGrad).map(([name]) => name);
    expect(learnt.sort()).toEqual(parameters.map(({ name }) => name));
    const positions = model.posEmbed.toArray().filter((_, i) => i % 5 === 0);
    expect(relativeError(positions, expected.positions)).toBeLessThanOrEqual(1e-6);
  });

  test('the same predictions, loss and gradients', () => {
    for (const p of [model.posEmbed, model.decoderPosEmbed])
      scope(() => p.assign(tensor(sinCosPositions(model.grid, p.size(2), 1), { shape: p.shape })));
    scope(() => {
      const patches = model.patchify(specTensor(expected.input, 1).to({ dtype }));
      const mask = maskOf(order, 4);
      const predicted = model.call(patches, mask);
      const loss = mse(predicted, model.target(patches, mask));
      loss.backward();
      const [n, h, d] = predicted.shape as [number, number, number];
      const values = predicted.toArray();
      const thinned = [];
      for (let i = 0; i < n; i++)
        for (let k = 0; k < h; k += 3) for (let c = 0; c < d; c += 17) thinned.push(values[(i * h + k) * d + c]!);
      expect(relativeError(thinned, expected.predictions)).toBeLessThanOrEqual(tolerance);
      expect(relativeError([loss.item()], [expected.loss])).toBeLessThanOrEqual(tolerance);
      const own = new Map(model.namedParameters());
      const largest = Math.max(...parameters.map(({ norm }) => norm));
      for (const [i, { name, norm, dot }] of parameters.entries()) {
        const g = own.get(name)!.grad!.toArray();
        const weights = noise(g.length, 500 + i);
        const found = [Math.hypot(...g), g.reduce((sum, v, k) => sum + v * weights[k]!, 0)];
        // biases of keys have no gradient but rounding, as a softmax takes them away
        const size = Math.max(norm, 1e-3 * largest);
        expect(Math.abs(found[0]! - norm) / size, name).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(found[1]! - dot) / size, name).toBeLessThanOrEqual(tolerance);
      }
    });
  });
});

test("the zoo's ViT takes the encoder from the reference's names and from transformers'", () => {
  using model = build(goldens[0]!);
  using vit = new VisionTransformer({ ...SHAPE, numClasses: 5 });
  const own = new Map<string, HostArray>([...model.stateDict()].map(([name, value]) => [name, value.toHost()]));
  const report = loadWeights(vit, own);
  expect(report.missing).toEqual(['head.weight', 'head.bias']);
  expect(report.unexpected.filter((name) => !/^(mask_token|decoder_)/.test(name))).toEqual([]);
  expect(report.matched).toHaveLength([...vit.stateDict()].length - 2);

  const theirs = new Map<string, HostArray>();
  for (const { name, hf } of goldens[0]!.parameters) {
    const array = own.get(name)!;
    const rows = array.shape[0]! / hf.length;
    const bytes = array.data.length / hf.length;
    for (const [i, part] of hf.entries()) {
      const shape = [rows, ...array.shape.slice(1)];
      theirs.set(part, { ...array, shape, data: array.data.slice(i * bytes, (i + 1) * bytes) });
    }
  }
  theirs.set('vit.embeddings.position_embeddings', own.get('pos_embed')!);
  expect(loadWeights(vit, theirs).missing).toEqual(['head.weight', 'head.bias']);
});

test('images of another size and widths that sines cannot fill are refused', () => {
  using model = build(goldens[0]!);
  expect(() => scope(() => model.patchify(specTensor('f[1,3,64,64]', 0)))).toThrow('images of 32 × 32 pixels');
  const odd = new VisionTransformer({ ...SHAPE, width: 30 });
  expect(() => new MaskedAutoencoder(odd)).toThrow('multiple of 4, not 30');
  odd.dispose();
});
