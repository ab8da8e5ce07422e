import type { Tensor } from '../torch/index.ts';

/** The next multiple of `side`. */
export const roundUp = (length: number, side: number): number => Math.ceil(length / side) * side;

/** Zeros at the right and the bottom of images [N, C, H, W], up to multiples of `side`. */
export function padTo(x: Tensor, side: number): Tensor {
  const [height, width] = [x.size(2), x.size(3)];
  const [dy, dx] = [roundUp(height, side) - height, roundUp(width, side) - width];
  return dy === 0 && dx === 0 ? x : x.pad([0, dx, 0, dy]);
}

/** The upper left [N, C, height, width]. */
export function cropTo(x: Tensor, height: number, width: number): Tensor {
  return x.size(2) === height && x.size(3) === width ? x : x.narrow(2, 0, height).narrow(3, 0, width);
}
