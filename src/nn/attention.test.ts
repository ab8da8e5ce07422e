import { expect, test } from 'vitest';
import { engineInfo, noGrad, randn, scope, type Tensor, tensor } from '../torch/index.ts';
import { attention, MultiheadAttention, Softmax } from './index.ts';

const [N, H, L, S, D] = [2, 3, 4, 6, 8];

const inputs = (length = L, keys = S) =>
  [randn([N, H, length, D]), randn([N, H, keys, D]), randn([N, H, keys, D])] as const;

/** softmax(q kᵀ ÷ √d + bias) v, number by number. */
function byHand(q: Tensor, k: Tensor, v: Tensor, bias: (row: number, column: number) => number): number[] {
  const [a, b, c] = [q.toArray(), k.toArray(), v.toArray()];
  const [length, keys] = [q.size(-2), k.size(-2)];
  const out: number[] = [];
  for (let head = 0; head < N * H; head++) {
    for (let i = 0; i < length; i++) {
      const scores = Array.from({ length: keys }, (_, j) => {
        let dot = 0;
        for (let d = 0; d < D; d++) dot += a[(head * length + i) * D + d]! * b[(head * keys + j) * D + d]!;
        return Math.exp(dot / Math.sqrt(D) + bias(i, j));
      });
      const sum = scores.reduce((x, y) => x + y);
      for (let d = 0; d < D; d++)
        out.push(scores.reduce((t, w, j) => t + (w / sum) * c[(head * keys + j) * D + d]!, 0));
    }
  }
  return out;
}

function expectClose(actual: Tensor, expected: number[]): void {
  const error = Math.max(...actual.toArray().map((value, i) => Math.abs(value - expected[i]!)));
  expect(error).toBeLessThan(1e-5);
}

const paths =
  Number.parseInt(engineInfo().version, 10) >= 2 ? (['products', 'fused'] as const) : (['products'] as const);

test.each(paths)('%s: masks of both kinds, and none', (path) => {
  scope(() => {
    const [q, k, v] = inputs();
    expectClose(
      attention(q, k, v, { path }),
      byHand(q, k, v, () => 0),
    );
    const hidden = tensor([[0, -1, 0.5, Number.NEGATIVE_INFINITY, 0, 2]]);
    const bias = hidden.toArray();
    expectClose(
      attention(q, k, v, { path, mask: hidden }),
      byHand(q, k, v, (_, j) => bias[j]!),
    );
    const seen = tensor([[1, 0, 1, 1, 0, 1]], { dtype: 'bool' });
    const visible = seen.toArray();
    expectClose(
      attention(q, k, v, { path, mask: seen }),
      byHand(q, k, v, (_, j) => (visible[j] ? 0 : Number.NEGATIVE_INFINITY)),
    );
  });
});

test.each(paths)('%s: causal, also with cached keys and with a mask', (path) => {
  scope(() => {
    const past = (offset: number) => (i: number, j: number) => (j <= i + offset ? 0 : Number.NEGATIVE_INFINITY);
    const [q, k, v] = inputs(S, S);
    const whole = attention(q, k, v, { path, causal: true });
    expectClose(whole, byHand(q, k, v, past(0)));
    const last = attention(q.narrow(2, S - L, L), k, v, { path, causal: true });
    expectClose(last, [...whole.narrow(2, S - L, L).toArray()]);
    const mask = tensor([[1, 1, 0, 1, 1, 1]], { dtype: 'bool' });
    expectClose(
      attention(q, k, v, { path, causal: true, mask }),
      byHand(q, k, v, (i, j) => (j === 2 ? Number.NEGATIVE_INFINITY : past(0)(i, j))),
    );
  });
});

test('a tap sees weights that sum to one, and changes nothing', () => {
  scope(() => {
    using layer = new MultiheadAttention({ embedDim: 8, numHeads: 2 }).eval();
    const x = randn([2, 5, 8]);
    noGrad(() => {
      const without = layer.call(x);
      let sums: readonly number[] = [];
      const stop = layer.attention.onForward((weights) => {
        expect(weights.shape).toEqual([2, 2, 5, 5]);
        sums = [...weights.sum({ dim: -1 }).toArray()];
      });
      expect(layer.attention.tapped).toBe(true);
      expect(layer.call(x).allclose(without, { atol: 1e-6 })).toBe(true);
      expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-6);
      stop();
      expect(layer.attention.tapped).toBe(false);
    });
  });
});

test('dropout drops weights in products', () => {
  scope(() => {
    const [q, k, v] = inputs();
    const softmax = new Softmax();
    expect(attention(q, k, v, { softmax, dropout: 1, path: 'products' }).abs().max().item()).toBe(0);
  });
});
