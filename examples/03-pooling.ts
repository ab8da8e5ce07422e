/**
 * 3. Pooling: keep the strongest answer of each neighbourhood, and a small shift of the image hardly matters.
 *
 * Run:   npx tsx examples/03-pooling.ts
 * Time:  a second.
 * Shows: how much a feature map changes when the X-ray moves by a few pixels, with and without pooling;
 *        runs/course/03-pooling.png, the map at each stage.
 */
import { conv2d, scope, type Tensor, tensor } from 'fovea/torch';
import { chestXray } from './support/data.ts';
import { expectResult } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

scope(() => {
  const small = tensor([
    [1, 3, 2, 1],
    [4, 2, 0, 1],
    [0, 1, 5, 6],
    [2, 1, 7, 2],
  ]).reshape([1, 1, 4, 4]);
  console.log('4 × 4 numbers, rows 1 3 2 1 | 4 2 0 1 | 0 1 5 6 | 2 1 7 2');
  console.log(`largest of each 2 × 2: ${[...small.maxPool2d(2).toArray()].join(' ')}`);
  console.log(`mean of each 2 × 2:    ${[...small.avgPool2d(2).toArray()].join(' ')}\n`);
});

const size = 256;
const xray = await chestXray(size);
const sobel = tensor([-1, 0, 1, -2, 0, 2, -1, 0, 1]).reshape([1, 1, 3, 3]);

/** Where the image rises from dark to light: [H, W] → [1, 1, H, W]. */
const edges = (image: Tensor) => conv2d(image.reshape([1, 1, size, size]), sobel, { padding: 1 }).relu();

/** Cosine similarity of two maps: 1 when they are alike but for their strength. */
const similarity = (a: Tensor, b: Tensor) => a.flatten().dot(b.flatten()).div(a.norm().mul(b.norm())).item();

const stages: Record<string, (map: Tensor) => Tensor> = {
  'no pooling': (map) => map,
  'max 2 × 2': (map) => map.maxPool2d(2),
  'max 4 × 4': (map) => map.maxPool2d(4),
  'max 8 × 8': (map) => map.maxPool2d(8),
};
const shifts = [1, 2, 3, 4];

console.log('Similarity of the edge map with that of the X-ray shifted to the right by');
console.log(`${''.padEnd(12)}${shifts.map((s) => `${s} px`.padStart(8)).join('')}`);
const table = Object.entries(stages).map(([name, pool]) => {
  const similarities = shifts.map((shift) =>
    scope(() => similarity(pool(edges(xray)), pool(edges(xray.roll(shift, { dims: 1 }))))),
  );
  console.log(`${name.padEnd(12)}${similarities.map((s) => s.toFixed(3).padStart(8)).join('')}`);
  return similarities;
});
console.log('The price: after 8 × 8 one knows that there is an edge, but only roughly where.');

// Small maps are enlarged without smoothing, so that each number stays a square.
const tiles = scope(() =>
  Object.values(stages).map((pool) => {
    const map = pool(edges(xray)).select(0, 0).select(0, 0);
    const factor = size / map.size(0);
    return map.repeatInterleave(factor, { dim: 0 }).repeatInterleave(factor, { dim: 1 });
  }),
);
await contactSheet('03-pooling.png', [xray, ...tiles], { columns: 5 });

const gain = table.at(-1)![1]! - table[0]![1]!;
expectResult('similarity gained by 8 × 8 pooling at a shift of 2 pixels', gain, '≥', 0.2);
