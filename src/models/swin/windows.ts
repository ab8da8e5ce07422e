import { type Tensor, tensor } from '../../torch/index.ts';
import type { Grid } from '../vit/patch-embed.ts';

/** Cuts a map into windows of `size` × `size` tokens: [N, H, W, C] → [N, windows, size², C]. */
export function partition(x: Tensor, size: number): Tensor {
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [rows, columns] = [height / size, width / size];
  const cut = x.reshape([n, rows, size, columns, size, channels]).permute([0, 1, 3, 2, 4, 5]);
  return cut.reshape([n, rows * columns, size * size, channels]);
}

/** The inverse of `partition`: [N, windows, size², C] → [N, H, W, C]. */
export function assemble(windows: Tensor, size: number, [height, width]: Grid): Tensor {
  const [n, , , channels] = windows.shape as [number, number, number, number];
  const cut = windows.reshape([n, height / size, width / size, size, size, channels]).permute([0, 1, 3, 2, 4, 5]);
  return cut.reshape([n, height, width, channels]);
}

/**
 * What keeps tokens apart that a cyclic shift brought into one window from opposite borders: 0 or −100, added to the
 * scores, [windows, 1, size², size²].
 */
export function shiftMask([height, width]: Grid, size: number, [down, right]: Grid, like: Tensor): Tensor {
  const region = (position: number, length: number, shift: number) =>
    Number(position >= length - size) + Number(position >= length - shift);
  const regions = Float64Array.from({ length: height * width }, (_, i) => {
    const row = region(Math.floor(i / width), height, down);
    return 3 * row + region(i % width, width, right);
  });
  const { dtype, device } = like;
  const ids = partition(tensor(regions, { shape: [1, height, width, 1], dtype, device }), size).flatten();
  const own = ids.reshape([-1, size * size]);
  return own.unsqueeze(1).ne(own.unsqueeze(2)).to({ dtype }).mul(-100).unsqueeze(1);
}

/** For each pair of tokens of a window, the row of the bias table for their offset: [size⁴]. */
export function relativePositionIndex(size: number): Float64Array {
  const span = 2 * size - 1;
  const length = size * size;
  return Float64Array.from({ length: length * length }, (_, pair) => {
    const [from, to] = [Math.floor(pair / length), pair % length];
    const rows = Math.floor(from / size) - Math.floor(to / size) + size - 1;
    const columns = (from % size) - (to % size) + size - 1;
    return rows * span + columns;
  });
}
