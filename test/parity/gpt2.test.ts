import { expect, test } from 'vitest';
import { Gpt, KvCache, loadGpt2 } from '../../src/models/index.ts';
import { crossEntropy } from '../../src/nn/index.ts';
import { type HostArray, inferenceMode, scope, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, TOLERANCE, withoutLeaks } from './shared.ts';

interface Golden {
  config: { vocab_size: number; n_positions: number; n_embd: number; n_layer: number; n_head: number };
  /** Of every fifth position. */
  logits: number[];
  loss: number;
  /** Norm, first, middle and last element. */
  gradients: Record<string, number[]>;
}

const expected = golden<Golden>('gpt2.json');
const { vocab_size: vocabSize, n_positions: contextLength, n_embd: width, n_layer: depth, n_head } = expected.config;
const names = Object.keys(expected.gradients);

function makeModel(): Gpt {
  return new Gpt({ vocabSize, contextLength, width, depth, numHeads: n_head, dropout: 0 });
}

/** As `fill` in make_gpt2.py, by the reference's own names. */
function reference(model: Gpt): Map<string, HostArray> {
  const own = model.stateDict();
  const arrays = names.map((name, i): [string, HostArray] => {
    const { shape, numel } = own.get(name)!;
    const shift = name.includes('ln_') && name.endsWith('weight') ? 1 : 0;
    const values = Float32Array.from(noise(numel, i), (v) => v * 0.3 + shift);
    return [name, { dtype: 'f32', shape, data: new Uint8Array(values.buffer) }];
  });
  return new Map(arrays);
}

const ids = Array.from(noise(40, 500), (v) => Math.floor(((v + 1) / 2) * vocabSize));
const tokens = () => tensor(Int32Array.from(ids), { shape: [2, 20], dtype: 'i64' });

test('parameters are named as in Hugging Face, and give the same logits, loss and gradients', () => {
  withoutLeaks(() => {
    using model = makeModel();
    expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(names);
    loadGpt2(model, reference(model));
    scope(() => {
      const logits = model.call(tokens());
      const every5 = scope(() => logits.slice({ dim: 1, step: 5 }).contiguous().toArray());
      expect(relativeError(every5, expected.logits)).toBeLessThanOrEqual(TOLERANCE);
      const guesses = logits.narrow(1, 0, 19).reshape([38, vocabSize]);
      const loss = crossEntropy(guesses, tokens().narrow(1, 1, 19).flatten());
      expect(loss.item()).toBeCloseTo(expected.loss, 5);
      loss.backward();
    });
    const largest = Math.max(...Object.values(expected.gradients).map(([norm]) => norm!));
    for (const [name, parameter] of model.namedParameters()) {
      const g = scope(() => parameter.grad!.toArray());
      const actual = [Math.hypot(...g), g[0]!, g[g.length >> 1]!, g.at(-1)!];
      for (const [i, value] of expected.gradients[name]!.entries()) {
        expect(Math.abs(actual[i]! - value), name).toBeLessThanOrEqual(TOLERANCE * largest);
      }
    }
  });
});

test('logits by the cache, read in pieces, equal those of the whole text', () => {
  withoutLeaks(() => {
    using model = makeModel();
    loadGpt2(model, reference(model));
    model.eval();
    inferenceMode(() => {
      const whole = model.call(tokens());
      using cache = new KvCache(contextLength);
      let start = 0;
      for (const length of [7, 1, 1, 8, 3]) {
        const piece = model.call(tokens().narrow(1, start, length), { cache });
        const same = whole.narrow(1, start, length).contiguous().toArray();
        expect(relativeError(piece.toArray(), Array.from(same))).toBeLessThanOrEqual(TOLERANCE);
        start += length;
      }
    });
  });
});

test("the hub's names load, without prefix, with masks and the tied output layer", () => {
  withoutLeaks(() => {
    using model = makeModel();
    const bare = new Map([...reference(model)].map(([name, array]) => [name.replace('transformer.', ''), array]));
    bare.set('lm_head.weight', bare.get('wte.weight')!);
    bare.set('h.0.attn.bias', { dtype: 'f32', shape: [1], data: new Uint8Array(4) });
    expect(loadGpt2(model, bare).loaded).toHaveLength(names.length);
  });
});

test('weights of another vocabulary, and a text longer than the context, are one clear line', () => {
  withoutLeaks(() => {
    using model = makeModel();
    using other = new Gpt({ ...model.config, vocabSize: 12 });
    expect(() => loadGpt2(other, reference(model))).toThrow(/vocabulary of 37 tokens, the tokenizer has 12/);
    const long = tensor(new Int32Array(25), { shape: [1, 25], dtype: 'i64' });
    expect(() => model.call(long)).toThrow(/25 tokens are longer than the model's context of 24/);
  });
});
