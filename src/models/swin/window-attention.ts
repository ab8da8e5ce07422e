import { attention, Buffer, init, Linear, Module, Parameter, Softmax } from '../../nn/index.ts';
import { empty, type Tensor, tensor } from '../../torch/index.ts';
import type { CountsMacs } from '../cost.ts';
import type { Grid } from '../vit/patch-embed.ts';
import { assemble, partition, relativePositionIndex, shiftMask } from './windows.ts';

export interface WindowAttentionConfig {
  readonly width: number;
  readonly numHeads: number;
  /** Side of a window, in tokens. */
  readonly windowSize: number;
  /** Tokens by which the windows are shifted. */
  readonly shift: number;
}

/**
 * Self-attention within windows, with a learnt bias for each offset between two tokens: [N, H, W, width] → the same. Maps
 * that the windows do not cover are padded; one no larger than a window is not shifted.
 * Tap `attention` for the weights [N, windows, heads, windowSize², windowSize²].
 */
export class WindowAttention extends Module implements CountsMacs {
  readonly config: WindowAttentionConfig;
  readonly relativePositionBiasTable: Parameter;
  readonly relativePositionIndex: Buffer;
  readonly qkv: Linear;
  readonly proj: Linear;
  readonly attention = new Softmax();

  constructor(config: WindowAttentionConfig) {
    super();
    this.config = config;
    const { width, numHeads, windowSize } = config;
    const table = new Parameter(empty([(2 * windowSize - 1) ** 2, numHeads]));
    this.relativePositionBiasTable = init.truncatedNormal_(table, { std: 0.02 });
    this.relativePositionIndex = new Buffer(tensor(relativePositionIndex(windowSize), { dtype: 'i64' }));
    this.qkv = new Linear({ inFeatures: width, outFeatures: 3 * width });
    this.proj = new Linear({ inFeatures: width, outFeatures: width });
  }

  forward(input: Tensor): Tensor {
    const { windowSize: size } = this.config;
    const [height, width] = input.shape.slice(1, 3) as [number, number];
    const padded = (length: number) => Math.ceil(length / size) * size;
    const grid: Grid = [padded(height), padded(width)];
    const shift = grid.map((length) => (length > size ? this.config.shift : 0)) as unknown as Grid;
    const shifted = shift.some((tokens) => tokens > 0);

    let x = input;
    if (grid[0] > height || grid[1] > width) x = x.pad([0, 0, 0, grid[1] - width, 0, grid[0] - height]);
    if (shifted) x = x.roll([-shift[0], -shift[1]], { dims: [1, 2] });
    const bias = this.#bias(size * size);
    const mixed = this.#attend(partition(x, size), shifted ? bias.add(shiftMask(grid, size, shift, bias)) : bias);
    x = assemble(this.proj.call(mixed), size, grid);
    if (shifted) x = x.roll(shift, { dims: [1, 2] });
    if (grid[0] > height) x = x.narrow(1, 0, height);
    return grid[1] > width ? x.narrow(2, 0, width) : x;
  }

  /** Of q kᵀ and of the weights times v, in all windows. */
  ownMacs(output: Tensor): number {
    const { windowSize, width } = this.config;
    const windows = (length: number) => Math.ceil(length / windowSize);
    return 2 * output.size(0) * windows(output.size(1)) * windows(output.size(2)) * windowSize ** 4 * width;
  }

  /** The learnt bias of each pair of tokens, [heads, L, L]. */
  #bias(length: number): Tensor {
    const rows = this.relativePositionBiasTable.indexSelect(0, this.relativePositionIndex);
    return rows.reshape([length, length, this.config.numHeads]).permute([2, 0, 1]);
  }

  /** [N, windows, L, width] → the same. */
  #attend(x: Tensor, mask: Tensor): Tensor {
    const [n, windows, length, width] = x.shape as [number, number, number, number];
    const { numHeads } = this.config;
    const split = this.qkv.call(x).reshape([n, windows, length, 3, numHeads, width / numHeads]);
    const [q, k, v] = split.permute([3, 0, 1, 4, 2, 5]).unbind() as [Tensor, Tensor, Tensor];
    const mixed = attention(q, k, v, { mask, softmax: this.attention });
    return mixed.transpose(2, 3).reshape([n, windows, length, width]);
  }
}
