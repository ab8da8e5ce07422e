type Samples = Uint8Array | Uint16Array;

export interface Size {
  width: number;
  height: number;
}

/**
 * Bilinear resize of interleaved samples [height, width, channels], antialiased where it shrinks: the triangle filter of PIL's
 * BILINEAR, pixel centres at ½. libvips does the shrinking (off the main thread); it enlarges with a shift of up to half a
 * pixel, so enlarging is done here.
 */
export function resizeBilinear<T extends Samples>(from: T, channels: number, size: Size, to: Size): T {
  const make = (n: number) => (from instanceof Uint16Array ? new Uint16Array(n) : new Uint8Array(n)) as T;
  const rows = make(size.height * to.width * channels);
  const across = weights(size.width, to.width);
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < to.width; x++)
      for (let c = 0; c < channels; c++) {
        let sum = 0.5; // stores the whole part, so this rounds
        const { first, w } = across[x]!;
        for (let k = 0; k < w.length; k++) sum += w[k]! * from[(y * size.width + first + k) * channels + c]!;
        rows[(y * to.width + x) * channels + c] = sum;
      }
  const out = make(to.height * to.width * channels);
  const stride = to.width * channels;
  weights(size.height, to.height).forEach(({ first, w }, y) => {
    for (let i = 0; i < stride; i++) {
      let sum = 0.5;
      for (let k = 0; k < w.length; k++) sum += w[k]! * rows[(first + k) * stride + i]!;
      out[y * stride + i] = sum;
    }
  });
  return out;
}

/** For each output sample: the first input sample under the triangle, and the weights from there on, summing to 1. */
function weights(from: number, to: number): { first: number; w: number[] }[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    const w = Array.from({ length: end - first }, (_, k) => 1 - Math.abs(first + k + 0.5 - centre) / support);
    const sum = w.reduce((a, b) => a + b, 0);
    return { first, w: w.map((v) => v / sum) };
  });
}

/** The picture in the middle of a black frame of another size; what does not fit is cut off. */
export function centreOn<T extends Samples>(from: T, channels: number, size: Size, frame: Size): T {
  if (size.width === frame.width && size.height === frame.height) return from;
  const n = frame.width * frame.height * channels;
  const out = (from instanceof Uint16Array ? new Uint16Array(n) : new Uint8Array(n)) as T;
  const dx = Math.floor((frame.width - size.width) / 2);
  const dy = Math.floor((frame.height - size.height) / 2);
  const x0 = Math.max(0, -dx);
  const x1 = Math.min(size.width, frame.width - dx);
  for (let y = Math.max(0, -dy); y < Math.min(size.height, frame.height - dy); y++) {
    const row = from.subarray((y * size.width + x0) * channels, (y * size.width + x1) * channels);
    out.set(row, ((y + dy) * frame.width + x0 + dx) * channels);
  }
  return out;
}
