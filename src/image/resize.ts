type Samples = Uint8Array | Uint16Array;

export interface Size {
  width: number;
  height: number;
}

/** Weights are whole numbers of this size: what PIL's 8-bit resize computes with, and what native/pixels shares. */
const BITS = 22;

/** One direction of a resize: which samples of the source make each sample of the result. */
export interface Axis {
  /** Samples of the source. */
  readonly from: number;
  /** First sample under the triangle, one for each sample of the result. */
  readonly first: Int32Array;
  /** How many there are. */
  readonly count: Int32Array;
  /** Their weights × 2^22, which add up to about 2^22; `weights.length / first.length` places for each sample. */
  readonly weights: Int32Array;
}

/** The triangle filter of PIL's BILINEAR, widened where it shrinks (antialiasing); pixel centres at ½. */
export function axis(from: number, to: number): Axis {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(centre - support + 0.5));
    const end = Math.min(from, Math.floor(centre + support + 0.5));
    const w = Array.from({ length: end - start }, (_, k) => 1 - Math.abs(start + k + 0.5 - centre) / support);
    const sum = w.reduce((a, b) => a + b, 0);
    first[i] = start;
    count[i] = end - start;
    weights.set(
      w.map((v) => Math.floor((v / sum) * 2 ** BITS + 0.5)),
      i * taps,
    );
  }
  return { from, first, count, weights };
}

/**
 * Bilinear resize of interleaved samples [height, width, channels], antialiased where it shrinks: PIL's BILINEAR bit for bit in
 * 8 bits, across first, then down. libvips differs: it enlarges with a shift of up to half a pixel.
 */
export function resizeBilinear<T extends Samples>(from: T, channels: number, size: Size, to: Size): T {
  const make = (n: number) => (from instanceof Uint16Array ? new Uint16Array(n) : new Uint8Array(n)) as T;
  const rows = make(size.height * to.width * channels);
  const across = axis(size.width, to.width);
  for (let y = 0; y < size.height; y++)
    pass(from, rows, {
      axis: across,
      lines: channels,
      step: channels,
      at: y * size.width * channels,
      to: y * to.width * channels,
    });
  const out = make(to.height * to.width * channels);
  const stride = to.width * channels;
  pass(rows, out, { axis: axis(size.height, to.height), lines: stride, step: stride, at: 0, to: 0 });
  return out;
}

/** `lines` neighbouring lines of samples, `step` apart along the axis. */
function pass<T extends Samples>(
  from: T,
  out: T,
  { axis, lines, step, at, to }: { axis: Axis; lines: number; step: number; at: number; to: number },
): void {
  const { first, count, weights } = axis;
  const taps = weights.length / first.length;
  for (let i = 0; i < first.length; i++)
    for (let line = 0; line < lines; line++) {
      let sum = 2 ** (BITS - 1); // rounds
      const start = at + first[i]! * step + line;
      for (let k = 0; k < count[i]!; k++) sum += weights[i * taps + k]! * from[start + k * step]!;
      out[to + i * step + line] = Math.floor(sum / 2 ** BITS);
    }
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
