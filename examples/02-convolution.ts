/**
 * 2. Convolution: a small kernel slides over a chest X-ray, and what it looks for lights up.
 *
 * Run:   npx tsx examples/02-convolution.ts
 * Time:  a second.
 * Shows: runs/course/02-feature-maps.png, the X-ray and what five kernels make of it.
 */
import { conv2d, manualSeed, randn, scope, tensor } from 'fovea/torch';
import { chestXray } from './support/data.ts';
import { expectResult } from './support/lesson.ts';
import { contactSheet } from './support/pictures.ts';

const size = 256;
const xray = await chestXray(size);

// A kernel is a little picture of what to look for. At each place it is multiplied with the pixels under it and summed up.
const kernels = {
  'blur: the mean of 3 × 3 pixels': [1, 1, 1, 1, 1, 1, 1, 1, 1].map((v) => v / 9),
  'sharpen: a pixel minus its surroundings': [0, -1, 0, -1, 5, -1, 0, -1, 0],
  'vertical edges (Sobel): right minus left': [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  'horizontal edges (Sobel): below minus above': [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  'Laplacian: what differs from all its neighbours': [-1, -1, -1, -1, 8, -1, -1, -1, -1],
};

// First by hand, at one place, to see that nothing is hidden.
const pixels = xray.toFloat32();
const sobel = kernels['vertical edges (Sobel): right minus left'];
const [row, column] = [120, 90];
let byHand = 0;
for (let dy = -1; dy <= 1; dy++)
  for (let dx = -1; dx <= 1; dx++) byHand += sobel[(dy + 1) * 3 + dx + 1]! * pixels[(row + dy) * size + column + dx]!;

// Then all kernels at once: an image is [N, C, H, W], a bank of kernels [out channels, in channels, height, width].
const bank = tensor(Object.values(kernels)).reshape([-1, 1, 3, 3]);
const image = xray.reshape([1, 1, size, size]);
const maps = conv2d(image, bank, { padding: 1 });
const byLibrary = maps.select(0, 0).select(0, 2).select(0, row).select(0, column).item();
console.log(`Sobel at row ${row}, column ${column}: by hand ${byHand.toFixed(5)}, by conv2d ${byLibrary.toFixed(5)}\n`);

// The size of the output: ⌊(N + 2p − k) / s⌋ + 1 for N pixels, kernel k, padding p, stride s.
let wrong = 0;
console.log('    N   kernel  padding  stride   formula  conv2d');
for (const [n, k, p, s] of [
  [28, 3, 0, 1],
  [28, 3, 1, 1],
  [28, 5, 2, 1],
  [32, 3, 1, 2],
  [224, 7, 3, 2],
  [224, 11, 2, 4],
  [224, 16, 0, 16],
] as const) {
  const formula = Math.floor((n + 2 * p - k) / s) + 1;
  const measured = scope(() => conv2d(randn([1, 1, n, n]), randn([1, 1, k, k]), { padding: p, stride: s }).size(-1));
  if (formula !== measured) wrong++;
  console.log([n, k, p, s, formula, measured].map((value) => String(value).padStart(5)).join('    '));
}

console.log('\nThe picture, row by row: the X-ray;');
for (const name of Object.keys(kernels)) console.log(`  ${name};`);
console.log(
  '  below, three kernels of random numbers, which is how a network begins. Training turns them into useful ones.',
);
manualSeed(3);
const random = conv2d(image, randn([3, 1, 7, 7]), { padding: 3 });
const learnt = random.select(0, 0).unbind();
await contactSheet('02-feature-maps.png', [xray, ...maps.select(0, 0).unbind(), ...learnt], { columns: 3 });

expectResult('output sizes that the formula gets wrong', wrong, '≤', 0);
expectResult('difference between hand and library', Math.abs(byHand - byLibrary), '≤', 1e-5);
