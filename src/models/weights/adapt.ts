import type { Tensor } from '../../torch/index.ts';

/** A weight that was changed to fit, and in what way. */
export interface AdaptedWeight {
  readonly weight: Tensor;
  /** For the report, e.g. `summed from 3 input channels to 1`. */
  readonly reason: string;
}

/**
 * [O, 3, …] ↔ [O, 1, …], such that a grey image repeated to three channels gives the same: the sum, as in timm's
 * `adapt_input_conv`, and its inverse.
 */
export function adaptChannels(weight: Tensor, to: readonly number[]): AdaptedWeight | undefined {
  const from = weight.shape;
  const rest = (shape: readonly number[]) => String([shape[0], ...shape.slice(2)]);
  if (from.length < 3 || from.length !== to.length || rest(from) !== rest(to)) return undefined;
  if (from[1] === 3 && to[1] === 1) {
    return { weight: weight.sum({ dim: 1, keepdim: true }), reason: 'summed from 3 input channels to 1' };
  }
  if (from[1] === 1 && to[1] === 3) {
    const repeats = from.map((_, axis) => (axis === 1 ? 3 : 1));
    return { weight: weight.repeat(repeats).div(3), reason: 'spread from 1 input channel over 3' };
  }
  return undefined;
}

/** The same numbers with or without axes of size 1: a linear layer [O, I] is a 1×1 convolution [O, I, 1, 1]. */
export function adaptUnitAxes(weight: Tensor, to: readonly number[]): AdaptedWeight | undefined {
  const wide = (shape: readonly number[]) => String(shape.filter((size) => size !== 1));
  if (wide(weight.shape) !== wide(to)) return undefined;
  return { weight: weight.reshape([...to]), reason: `reshaped from [${weight.shape}] to [${to}]` };
}
