/**
 * 1. Tensors: arithmetic, indexing, reshaping, broadcasting, and gradients in five lines.
 *
 * Run:   npx tsx examples/01-tensors.ts
 * Time:  a second.
 * Shows: a line fitted through noisy points by gradient descent.
 */
import { arange, clearGradients, manualSeed, noGrad, randn, scope, type Tensor, tensor } from 'fovea/torch';
import { expectResult } from './support/lesson.ts';

const show = (label: string, t: Tensor) => console.log(`${label.padEnd(28)}[${t.shape}]  ${[...t.toArray()]}`);

// Everything made inside a scope is freed at its end: libtorch's memory is not the garbage collector's to count.
scope(() => {
  console.log('Arithmetic works element by element.');
  const a = tensor([1, 2, 3]);
  const b = tensor([10, 20, 30]);
  show('a + b', a.add(b));
  show('a × b', a.mul(b));
  show('a · b, a single number', a.dot(b));

  console.log('\nIndexing takes views of the same memory: nothing is copied.');
  const grid = arange(0, 12, { dtype: 'f32' }).reshape([3, 4]);
  show('0 … 11 as 3 rows of 4', grid);
  show('row 1', grid.select(0, 1));
  show('column 2', grid.select(1, 2));
  show('rows 0 and 1', grid.narrow(0, 0, 2));
  show('every second column', grid.slice({ dim: 1, step: 2 }));
  show('where it exceeds 8', grid.maskedSelect(grid.gt(8)));

  console.log('\nReshaping keeps the numbers and their order; −1 stands for “whatever is left”.');
  show('2 × 6', grid.reshape([2, -1]));
  show('transposed', grid.t());
  show('mean of each column', grid.mean({ dim: 0 }));

  console.log('\nBroadcasting stretches dimensions of size 1: a column and a row make a table.');
  const column = tensor([[1], [2], [3]]);
  const row = tensor([[1, 2, 3, 4]]);
  show('column × row', column.mul(row));

  console.log('\nAutograd: y = x³ has the slope 3x², which is 12 at x = 2.');
  const x = tensor(2, { requiresGrad: true });
  const y = x.pow(3);
  y.backward();
  show('dy/dx', x.grad!);
});

console.log('\nThe same five lines learn: points on y = 3x + 2 with noise, and a line that starts at 0.');
manualSeed(0);
const x = randn([200]).keep();
const y = scope(() =>
  x
    .mul(3)
    .add(2)
    .add(randn([200]).mul(0.1)),
);
const slope = tensor(0, { requiresGrad: true });
const offset = tensor(0, { requiresGrad: true });

for (let step = 0; step <= 50; step++) {
  scope(() => {
    const loss = x.mul(slope).add(offset).sub(y).square().mean(); // how wrong the line is
    clearGradients([slope, offset]);
    loss.backward(); //                                               which way is worse
    noGrad(() => {
      for (const p of [slope, offset]) p.sub_(p.grad!.mul(0.1)); //   a small step the other way
    });
    if (step % 10 === 0) {
      const line = `y = ${slope.item().toFixed(3)} x + ${offset.item().toFixed(3)}`;
      console.log(`step ${String(step).padStart(2)}  loss ${loss.item().toFixed(4)}  ${line}`);
    }
  });
}

expectResult('error of the slope', Math.abs(slope.item() - 3), '≤', 0.05);
