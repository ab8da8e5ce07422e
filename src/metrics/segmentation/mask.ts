/** A binary mask of a slice [H, W] or a volume [D, H, W], row by row: anything but 0 and `false` is inside. */
export interface Mask {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | boolean>;
}

/** Checks a mask and gives it as 0/1 bytes. */
export function checkMask({ shape, data }: Mask, name = 'mask'): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.length < 2 || shape.length > 3 || data.length !== size) {
    throw new RangeError(`${name}: ${data.length} values do not fill the shape [${shape.join(', ')}] of 2 or 3 axes`);
  }
  const out = new Uint8Array(size);
  for (let i = 0; i < size; i++) out[i] = data[i] ? 1 : 0;
  return out;
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
