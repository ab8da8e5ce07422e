/**
 * 12. Attention from scratch: each token asks all others, and takes the mean of their answers, weighed by how well they fit.
 *
 * Run:   npx tsx examples/12-attention.ts
 * Time:  a second.
 * Shows: the formula in ten lines, equal to the library's; what a mask does; one head finding a token by its content.
 */
import { attention } from 'fovea/nn';
import { manualSeed, ones, randn, scope, type Tensor, tensor } from 'fovea/torch';
import { expectResult } from './support/lesson.ts';

/** softmax(q kᵀ ÷ √d) v for queries [N, H, L, d], keys [N, H, S, d] and values [N, H, S, e] → [N, H, L, e]. */
function scaledDotProduct(q: Tensor, k: Tensor, v: Tensor, causal = false): Tensor {
  const [length, d] = [q.size(-2), q.size(-1)];
  let scores = q.matmul(k.transpose(-2, -1)).div(Math.sqrt(d)); // how well each query fits each key
  if (causal) {
    const future = ones([length, length], { dtype: 'bool' }).triu({ diagonal: 1 });
    scores = scores.maskedFill(future, Number.NEGATIVE_INFINITY); // e^−∞ = 0: unseen
  }
  const weights = scores.softmax(-1); // each row sums to 1
  return weights.matmul(v); // a weighted mean of the values
}

manualSeed(0);
const [q, k, v] = Array.from({ length: 3 }, () => randn([2, 3, 5, 8])) as [Tensor, Tensor, Tensor];

const difference = (causal: boolean) =>
  scope(() =>
    scaledDotProduct(q, k, v, causal)
      .sub(attention(q, k, v, { causal }))
      .abs()
      .max()
      .item(),
  );
console.log(
  `by hand against fovea/nn: ${difference(false).toExponential(1)}, causal ${difference(true).toExponential(1)}`,
);

scope(() => {
  console.log(
    '\nWhy ÷ √d? The scores of random vectors spread as √d; softmax of wide scores is nearly one-hot, and learns nothing.',
  );
  for (const d of [4, 64, 1024]) {
    const [a, b] = [randn([200, d]), randn([200, d])];
    const largest = (scores: Tensor) => scores.softmax(-1).amax({ dim: -1 }).mean().item().toFixed(2);
    const scores = a.matmul(b.t());
    const plain = `${largest(scores)} without`;
    console.log(
      `  d = ${String(d).padStart(4)}: mean largest weight ${plain}, ${largest(scores.div(Math.sqrt(d)))} with`,
    );
  }
});

scope(() => {
  console.log('\nFinding by content: three tokens carry keys, and a query that resembles the second takes its value.');
  const keys = tensor([
    [8, 0],
    [0, 8],
    [-8, 0],
  ]).reshape([1, 1, 3, 2]);
  const values = tensor([[10], [50], [30]]).reshape([1, 1, 3, 1]);
  for (const query of [
    [0, 1],
    [0, 0.1],
    [0, 0],
  ]) {
    const answer = scaledDotProduct(tensor(query).reshape([1, 1, 1, 2]), keys, values).item();
    console.log(`  query (${query.join(', ')}) → ${answer.toFixed(2)}`);
  }
  console.log('  A query of zeros fits all keys alike, and takes the plain mean.');
});

scope(() => {
  // Attention by itself knows no order: shuffle keys and values together, and nothing changes. Hence lesson 13's positions.
  const order = tensor([4, 2, 0, 1, 3], { dtype: 'i64' });
  const shuffled = scaledDotProduct(q, k.indexSelect(2, order), v.indexSelect(2, order));
  const change = shuffled
    .sub(scaledDotProduct(q, k, v))
    .abs()
    .max()
    .item();
  console.log(`\nTokens shuffled: the answer changes by ${change.toExponential(1)}.`);
});

expectResult('difference between hand and library', Math.max(difference(false), difference(true)), '≤', 1e-5);
