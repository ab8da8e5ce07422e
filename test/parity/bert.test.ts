import { expect, test } from 'vitest';
import { BertClassifier, type BertConfig, BertForPreTraining, bertConfigOf, loadBert } from '../../src/models/index.ts';
import { binaryCrossEntropyWithLogits, crossEntropy } from '../../src/nn/index.ts';
import { type HostArray, inferenceMode, scope, type Tensor, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, TOLERANCE, withoutLeaks } from './shared.ts';

/** Norm, first, middle and last element. */
type Gradients = Record<string, number[]>;
interface Golden {
  config: Record<
    'vocab_size' | 'max_position_embeddings' | 'hidden_size' | 'num_hidden_layers' | 'num_attention_heads',
    number
  >;
  lengths: number[];
  inputs: Record<'tokens' | 'types' | 'labels', number[]>;
  follows: number[];
  classes: number[];
  pre_training: {
    names: string[];
    state: string[];
    /** Of every fourth token that is no padding. */
    tokens: number[];
    next: number[];
    mlm: { loss: number; gradients: Gradients };
    nsp: { loss: number; gradients: Gradients };
  };
  classification: { names: string[]; logits: number[]; loss: number; gradients: Gradients };
}

const expected = golden<Golden>('bert.json');
const sizes = expected.config;
const CONFIG: BertConfig = {
  vocabSize: sizes.vocab_size,
  contextLength: sizes.max_position_embeddings,
  width: sizes.hidden_size,
  depth: sizes.num_hidden_layers,
  numHeads: sizes.num_attention_heads,
  dropout: 0,
};
const [ROWS, LENGTH] = [expected.lengths.length, 20];
type Precision = 'f32' | 'f64';
const LIMIT = { f32: TOLERANCE, f64: 1e-9 } as const;

/** As `fill` in make_bert.py. */
function filled(model: BertForPreTraining | BertClassifier): Map<string, HostArray> {
  const arrays = Array.from(model.namedParameters(), ([name, { shape, numel }], i): [string, HostArray] => {
    const shift = name.endsWith('LayerNorm.weight') ? 1 : 0;
    const values = Float64Array.from(noise(numel, i), (v) => v * 0.3 + shift);
    return [name, { dtype: 'f64', shape, data: new Uint8Array(values.buffer) }];
  });
  return new Map(arrays);
}

const ids = (values: readonly number[], shape: readonly number[]) =>
  tensor(Int32Array.from(values), { shape, dtype: 'i64' });

function inputs() {
  const seen = expected.lengths.flatMap((n) => Array.from({ length: LENGTH }, (_, i) => Number(i < n)));
  return {
    tokens: ids(expected.inputs.tokens, [ROWS, LENGTH]),
    tokenTypes: ids(expected.inputs.types, [ROWS, LENGTH]),
    mask: tensor(Uint8Array.from(seen), { shape: [ROWS, LENGTH], dtype: 'bool' }),
    seen: [...seen.keys()].filter((i) => seen[i] === 1),
  };
}

function close(actual: Tensor, wanted: readonly number[], precision: Precision, what: string) {
  expect(relativeError(actual.toArray(), wanted), what).toBeLessThanOrEqual(LIMIT[precision]);
}

function expectGradients(model: BertForPreTraining | BertClassifier, wanted: Gradients, precision: Precision) {
  const largest = Math.max(...Object.values(wanted).map(([norm]) => norm!));
  for (const [name, parameter] of model.namedParameters()) {
    expect(parameter.grad === null, `gradient of ${name} is absent`).toBe(wanted[name] === undefined);
    if (parameter.grad === null) continue;
    const g = scope(() => parameter.grad!.toArray());
    const actual = [Math.hypot(...g), g[0]!, g[g.length >> 1]!, g.at(-1)!];
    for (const [i, value] of wanted[name]!.entries()) {
      expect(Math.abs(actual[i]! - value), name).toBeLessThanOrEqual(LIMIT[precision] * largest);
    }
  }
}

const PRECISIONS: readonly Precision[] = ['f32', 'f64'];

test.each(PRECISIONS)('both heads give the same logits, losses and gradients as Hugging Face, in %s', (precision) => {
  const { names, mlm, nsp, ...logits } = expected.pre_training;
  withoutLeaks(() => {
    for (const which of ['mlm', 'nsp'] as const) {
      using model = new BertForPreTraining(CONFIG).to({ dtype: precision });
      expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(names);
      loadBert(model, filled(model));
      scope(() => {
        const { tokens, seen, ...input } = inputs();
        const { labels } = expected.inputs;
        const positions = [...labels.keys()].filter((i) => labels[i]! >= 0);
        const asked = which === 'mlm' ? { ...input, positions: ids(positions, [positions.length]) } : input;
        const out = model.call(tokens, asked);
        if (which === 'nsp') {
          const every4 = ids(
            seen.filter((_, i) => i % 4 === 0),
            [Math.ceil(seen.length / 4)],
          );
          close(out.tokens.flatten({ endDim: 1 }).indexSelect(0, every4), logits.tokens, precision, 'token logits');
        }
        close(out.next, logits.next, precision, 'next-sentence logits');
        const target = positions.map((i) => labels[i]!);
        const loss =
          which === 'mlm'
            ? crossEntropy(out.tokens, ids(target, [target.length]))
            : crossEntropy(out.next, ids(expected.follows, [ROWS]));
        const wanted = { mlm, nsp }[which].loss;
        expect(Math.abs(loss.item() - wanted) / wanted).toBeLessThanOrEqual(LIMIT[precision]);
        loss.backward();
      });
      expectGradients(model, { mlm, nsp }[which].gradients, precision);
    }
  });
});

test.each(PRECISIONS)('the classifier of several labels does so too, in %s', (precision) => {
  const { names, logits, loss: wanted, gradients } = expected.classification;
  withoutLeaks(() => {
    using model = new BertClassifier({ ...CONFIG, numClasses: 3 }).to({ dtype: precision });
    expect(Array.from(model.namedParameters(), ([name]) => name)).toEqual(names);
    loadBert(model, filled(model));
    scope(() => {
      const { tokens, seen: _, ...input } = inputs();
      const out = model.call(tokens, input);
      close(out, logits, precision, 'logits');
      const classes = tensor(Float64Array.from(expected.classes), { shape: [ROWS, 3], dtype: precision });
      const loss = binaryCrossEntropyWithLogits(out, classes);
      expect(Math.abs(loss.item() - wanted) / wanted).toBeLessThanOrEqual(LIMIT[precision]);
      loss.backward();
    });
    expectGradients(model, gradients, precision);
  });
});

test('padding changes nothing that is seen', () => {
  withoutLeaks(() => {
    using model = new BertForPreTraining(CONFIG);
    model.eval();
    inferenceMode(() => {
      const { tokens, tokenTypes, mask } = inputs();
      const padded = model.call(tokens, { tokenTypes, mask }).tokens;
      const length = expected.lengths[2]!;
      const row = (t: Tensor) => t.narrow(0, 2, 1).narrow(1, 0, length);
      const alone = model.call(row(tokens), { tokenTypes: row(tokenTypes) }).tokens;
      const wanted = Array.from(alone.toArray());
      expect(relativeError(row(padded).contiguous().toArray(), wanted)).toBeLessThanOrEqual(TOLERANCE);
    });
  });
});

test('files of the hub load: old names, without prefix, with positions and the tied output layer', () => {
  withoutLeaks(() => {
    using model = new BertForPreTraining({ ...CONFIG, width: 64, numHeads: 1 });
    const own = filled(model);
    const file = new Map(own);
    file.set('cls.predictions.decoder.weight', own.get('bert.embeddings.word_embeddings.weight')!);
    file.set('cls.predictions.decoder.bias', own.get('cls.predictions.bias')!);
    expect(new Set(file.keys())).toEqual(new Set(expected.pre_training.state));
    file.set('bert.embeddings.position_ids', { dtype: 'i64', shape: [1, 1], data: new Uint8Array(8) });
    const old = new Map(
      [...file].map(([name, array]) => [
        name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
        array,
      ]),
    );
    expect(loadBert(model, old)).toMatchObject({ missing: [], unexpected: [] });
    expect(bertConfigOf(old)).toMatchObject({ ...model.config, dropout: 0.1 });

    const bare = new Map(
      [...old].filter(([name]) => name.startsWith('bert.')).map(([name, array]) => [name.slice(5), array]),
    );
    expect(loadBert(model, bare).missing).toHaveLength(7);
    using classifier = new BertClassifier({ ...model.config, numClasses: 3 });
    const report = loadBert(classifier, file);
    expect(report.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(report.unexpected.every((name) => name.startsWith('cls.'))).toBe(true);

    file.set('cls.predictions.decoder.bias', own.get('bert.pooler.dense.bias')!);
    expect(() => loadBert(model, file)).toThrow('decoder.bias differs from cls.predictions.bias');
  });
});

test('weights of another vocabulary or depth, and a text longer than the context, are one clear line', () => {
  withoutLeaks(() => {
    using model = new BertForPreTraining(CONFIG);
    using other = new BertForPreTraining({ ...CONFIG, vocabSize: 12 });
    expect(() => loadBert(other, filled(model))).toThrow(/vocabulary of 37 tokens, the tokenizer has 12/);
    using deeper = new BertForPreTraining({ ...CONFIG, depth: 3 });
    expect(() => loadBert(deeper, filled(model))).toThrow(/encoder\.layer\.2.* is missing/);
    expect(() => loadBert(model, filled(deeper))).toThrow(/encoder\.layer\.2.* is unknown/);
    const long = tensor(new Int32Array(25), { shape: [1, 25], dtype: 'i64' });
    expect(() => model.call(long)).toThrow(/25 tokens are longer than the model's context of 24/);
  });
});
