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
  const across = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    blurLine(data, across, { weights, n: width, stride: channels, lines: channels, at: y * width * channels });
  const down = new Float32Array(data.length);
  blurLine(across, down, { weights, n: height, stride: width * channels, lines: width * channels, at: 0 });
  return { ...image, data: Uint8Array.from(down, (v) => Math.round(v)) };
}

function gaussian(radius: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}

interface Lines {
  readonly weights: Float64Array;
  /** Samples of a line, and how far apart they lie. */
  readonly n: number;
  readonly stride: number;
  /** Neighbouring lines. */
  readonly lines: number;
  readonly at: number;
}

function blurLine(from: Uint8Array | Float32Array, to: Float32Array, { weights, n, stride, lines, at }: Lines): void {
  const radius = (weights.length - 1) / 2;
  for (let i = 0; i < n; i++)
    for (let k = -radius; k <= radius; k++) {
      const source = at + mirrored(i + k, n) * stride;
      const weight = weights[k + radius]!;
      for (let line = 0; line < lines; line++) to[at + i * stride + line]! += weight * from[source + line]!;
    }
}

/** Reflection that does not repeat the edge. */
function mirrored(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const j = ((i % period) + period) % period;
  return j < n ? j : period - j;
}
