/** A binary mask of a slice [H, W] or a volume [D, H, W], row by row: anything but 0 and `false` is inside. */
export interface Mask {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | boolean>;
}

/** Checks a mask and gives it as 0/1 bytes: its own where it has them, so they are to be read only. */
export function checkMask({ shape, data }: Mask, name = 'mask'): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length < 2 || shape.length > 3 || data.length !== size) {
    throw new RangeError(`${name}: ${data.length} values do not fill the shape [${shape.join(', ')}] of 2 or 3 axes`);
  }
  if (data instanceof Uint8Array && isBinary(data)) return data;
  return Uint8Array.from({ length: size }, (_, i) => (data[i] ? 1 : 0));
}

function isBinary(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i++) if (data[i]! > 1) return false;
  return true;
}

/** Two masks of the same shape, checked. */
export function checkMasks(reference: Mask, predicted: Mask) {
  if (reference.shape.join() !== predicted.shape.join()) {
    const [a, b] = [reference.shape.join(' × '), predicted.shape.join(' × ')];
    throw new RangeError(`the predicted mask is ${b}, the reference ${a}: resize it first`);
  }
  return { reference: checkMask(reference, 'reference'), predicted: checkMask(predicted, 'prediction') };
}

/** The step in the flat array of each axis. */
export function strides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

/** Where a box begins on each axis, and how long it is there. */
export interface Box {
  readonly low: readonly number[];
  readonly size: readonly number[];
}

/** The smallest box that holds what is inside any of some masks of one shape; of empty ones a single pixel. */
export function boundingBox(masks: readonly Uint8Array[], shape: readonly number[]): Box {
  const [depth, height, width] = (shape.length === 3 ? shape : [1, ...shape]) as [number, number, number];
  const [low, high] = [[depth, height, width] as const, [-1, -1, -1] as const].map((ends) => [...ends]) as [
    number[],
    number[],
  ];
  for (const mask of masks) {
    for (let row = 0; row < depth * height; row++) {
      const first = mask.indexOf(1, row * width);
      if (first < 0) break;
      row = Math.floor(first / width); // rows between hold nothing
      const last = mask.lastIndexOf(1, (row + 1) * width - 1);
      [Math.floor(row / height), row % height].forEach((at, axis) => {
        low[axis] = Math.min(low[axis]!, at);
        high[axis] = Math.max(high[axis]!, at);
      });
      low[2] = Math.min(low[2]!, first - row * width);
      high[2] = Math.max(high[2]!, last - row * width);
    }
  }
  const axes = shape.length === 3 ? [0, 1, 2] : [1, 2];
  if (high[2]! < 0) return { low: axes.map(() => 0), size: axes.map(() => 1) };
  return { low: axes.map((a) => low[a]!), size: axes.map((a) => high[a]! - low[a]! + 1) };
}

/** The part of a mask within a box, with a frame of so many pixels outside around it. */
export function crop(mask: Uint8Array, shape: readonly number[], { low, size }: Box, frame = 0): Uint8Array {
  const [, height, width] = (shape.length === 3 ? shape : [1, ...shape]) as [number, number, number];
  const [z, y, x] = (low.length === 3 ? low : [0, ...low]) as [number, number, number];
  const [depth, rows, columns] = (size.length === 3 ? size : [1, ...size]) as [number, number, number];
  const [wide, high] = [columns + 2 * frame, rows + 2 * frame];
  const planes = size.length === 3 ? frame : 0;
  const out = new Uint8Array((depth + 2 * planes) * high * wide);
  for (let r = 0; r < depth * rows; r++) {
    const from = ((z + Math.floor(r / rows)) * height + y + (r % rows)) * width + x;
    const to = ((Math.floor(r / rows) + planes) * high + frame + (r % rows)) * wide + frame;
    out.set(mask.subarray(from, from + columns), to);
  }
  return out;
}

/** Spacing per axis in mm, 1 where not given. */
export function checkSpacing(
  shape: readonly number[],
  spacing: readonly number[] = shape.map(() => 1),
): readonly number[] {
  if (spacing.length !== shape.length || spacing.some((s) => !(s > 0 && Number.isFinite(s)))) {
    throw new RangeError(
      `spacing [${spacing.join(', ')}] must be ${shape.length} positive numbers in mm, one per axis`,
    );
  }
  return spacing;
}
