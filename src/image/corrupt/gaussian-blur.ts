import type { Image } from '../decode.ts';
import { scaleOf } from './image.ts';

/**
 * A Gaussian of so many taps at 224 pixels, with torchvision's standard deviation for that many, mirrored at the edges. Larger
 * images are blurred over proportionally more pixels.
 */
export function gaussianBlur(image: Image, taps: number): Image {
  const { width, height, channels, data } = image;
  const scale = scaleOf(image);
  const weights = gaussian(Math.round(((taps - 1) / 2) * scale), (0.3 * ((taps - 1) / 2 - 1) + 0.8) * scale);
  const row = width * channels;
  const across = new Float32Array(data.length);
  const columns = placesOf(width, channels, weights);
  for (let y = 0; y < height; y++) blurLines(data, across, { weights, places: columns, lines: channels, at: y * row });
  const down = new Float32Array(data.length);
  blurLines(across, down, { weights, places: placesOf(height, row, weights), lines: row, at: 0 });
  const rounded = new Uint8Array(data.length);
  for (let i = 0; i < rounded.length; i++) rounded[i] = Math.round(down[i]!);
  return { ...image, data: rounded };
}

function gaussian(radius: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

/** Where the samples of a line lie, `stride` apart, with those that the weights reach beyond its ends. */
function placesOf(n: number, stride: number, weights: Float64Array): Int32Array {
  const radius = (weights.length - 1) / 2;
  return Int32Array.from({ length: n + 2 * radius }, (_, i) => mirrored(i - radius, n) * stride);
}

interface Lines {
  readonly weights: Float64Array;
  /** As `placesOf` gives them. */
  readonly places: Int32Array;
  /** Neighbouring lines. */
  readonly lines: number;
  readonly at: number;
}

/** Weighted sums of neighbours, rounded to single precision after every term. */
function blurLines(from: Uint8Array | Float32Array, to: Float32Array, { weights, places, lines, at }: Lines): void {
  const taps = weights.length;
  const n = places.length - taps + 1;
  for (let i = 0; i < n; i++) {
    const own = at + places[i + (taps - 1) / 2]!;
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) sum = Math.fround(sum + weights[k]! * from[at + places[i + k]! + line]!);
      to[own + line] = sum;
    }
  }
}

/** Reflection that does not repeat the edge. */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const j = ((i % period) + period) % period;
  return j < n ? j : period - j;
}
