/** Masks of 1024 × 1024 pixels to run lengths and back; two ellipses each, 6 % of the image, as a large pneumothorax has. */
import { decodeRle, encodeRle } from '../../src/formats/rle.ts';
import { serve } from './serve.ts';

const side = 1024;
const size = { width: side, height: side };
const inside = (x: number, y: number, cx: number) => ((x - cx) / 90) ** 2 + ((y - 400) / 125) ** 2 < 1;
const mask = new Uint8Array(side * side);
for (let i = 0; i < mask.length; i++) {
  const [x, y] = [i % side, Math.floor(i / side)];
  mask[i] = inside(x, y, 250) || inside(x, y, 760) ? 1 : 0;
}

function body(count: number): void {
  for (let i = 0; i < count; i++) decodeRle(encodeRle(mask, size), size);
}

body(20);
await serve({}, body);
