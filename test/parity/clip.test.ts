import { expect, test } from 'vitest';
import { Clip, smallCnn } from '../../src/models/index.ts';
import { contrastiveLoss } from '../../src/nn/index.ts';
import { manualSeed, randn, scope, type Tensor, tensor } from '../../src/torch/index.ts';
import { golden, noise, relativeError, withoutLeaks } from './shared.ts';

interface Golden {
  n: number;
  d: number;
  scale: number;
  loss: number;
  /** ¾ of image → text. */
  weighted: number;
  gradients: { image: number[]; text: number[]; scale: number };
}
const expected = golden<Golden>('clip.json');
const { n, d } = expected;

const unit = (x: Tensor) => x.div(x.square().sum({ dim: 1, keepdim: true }).sqrt());

test("the contrastive loss and its gradients are those of Hugging Face's CLIP", () => {
  withoutLeaks(() => {
    const leaf = (seed: number) => {
      const t = tensor(noise(n * d, seed), { shape: [n, d], dtype: 'f64' });
      t.requiresGrad = true;
      return t;
    };
    const [image, text] = [leaf(1), leaf(2)];
    const scale = tensor(new Float64Array([expected.scale]), { shape: [], dtype: 'f64' });
    scale.requiresGrad = true;
    const similarities = unit(image).matmul(unit(text).transpose(0, 1)).mul(scale.exp());
    const loss = contrastiveLoss(similarities);
    expect(loss.item()).toBeCloseTo(expected.loss, 12);
    expect(contrastiveLoss(similarities, { rowWeight: 0.75 }).item()).toBeCloseTo(expected.weighted, 12);
    const targets = tensor(
      Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0)),
      { shape: [n, n], dtype: 'f64' },
    );
    expect(contrastiveLoss(similarities, { targets }).item()).toBeCloseTo(expected.loss, 12);
    loss.backward();
    expect(relativeError(image.grad!.toArray(), expected.gradients.image)).toBeLessThan(1e-9);
    expect(relativeError(text.grad!.toArray(), expected.gradients.text)).toBeLessThan(1e-9);
    expect(scale.grad!.item()).toBeCloseTo(expected.gradients.scale, 10);
  });
});

test('two towers meet: cosines by the temperature, padding unseen, both learnt from', () => {
  withoutLeaks(() => {
    manualSeed(1);
    const text = { vocabSize: 30, contextLength: 12, depth: 1, numHeads: 2, width: 16, dropout: 0 };
    using model = new Clip({ image: smallCnn({ numClasses: 1, inChannels: 1 }), text, embedDim: 8 });
    expect(model.stateDict().has('text_model.embeddings.word_embeddings.weight')).toBe(true);
    scope(() => {
      const images = randn([3, 1, 16, 16]);
      const ids = (values: number[], width: number) =>
        tensor(Int32Array.from(values), { shape: [values.length / width, width], dtype: 'i64' });
      const mask = tensor(Uint8Array.from([1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0]), { shape: [3, 4], dtype: 'bool' });
      const padded = ids([2, 7, 3, 0, 2, 8, 3, 0, 2, 9, 3, 0], 4);
      const logits = model.call(images, { tokens: padded, mask });
      expect(logits.shape).toEqual([3, 3]);
      expect(Math.max(...logits.toArray().map(Math.abs))).toBeLessThanOrEqual(1 / 0.07 + 1e-4);
      const short = model.encodeTexts({ tokens: ids([2, 7, 3, 2, 8, 3, 2, 9, 3], 3) });
      const long = model.encodeTexts({ tokens: padded, mask });
      expect(relativeError(long.toArray(), Array.from(short.toArray()))).toBeLessThan(1e-5);
      contrastiveLoss(logits).backward();
    });
    for (const name of ['visual_projection.weight', 'text_projection.weight', 'logit_scale'])
      expect(model.stateDict().get(name)!.grad, name).not.toBeNull();
    scope(() => model.logitScale.assign(tensor(new Float32Array([9]), { shape: [] })));
    model.clampScale();
    expect(Math.exp(model.logitScale.item())).toBeCloseTo(100, 3);
  });
});

test('what is not a square of similarities is refused', () => {
  withoutLeaks(() => {
    expect(() => contrastiveLoss(randn([2, 3]))).toThrow('contrastive similarities are [N, N], not [2,3]');
    expect(() => contrastiveLoss(randn([2, 2]), { rowWeight: 2 })).toThrow('in [0, 1]');
  });
});
