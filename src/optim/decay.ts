import type { Tensor } from '../torch/index.ts';
import type { Slice, Transform } from './transform.ts';

/** Which parameters decay. */
export type DecayMask = (name: string, parameter: Tensor) => boolean;

/** Every parameter decays, as when PyTorch is given one group. */
export const decayAll: DecayMask = () => true;

/** Weights of layers decay; biases and the scales of normalisation layers, which have one dimension, do not. */
export const decayWeights: DecayMask = (_, parameter) => parameter.ndim > 1;

export interface DecayOptions {
  weightDecay: number;
  /** Defaults to `decayWeights`. */
  mask?: DecayMask;
}

/**
 * Adds `weightDecay × parameter` to the update. Before Adam or momentum this is an L2 penalty, after them, and before the
 * learning rate, decoupled decay (Loshchilov & Hutter 2019).
 */
export function addDecayedWeights(options: DecayOptions): Transform {
  const { weightDecay, mask = decayWeights } = options;
  if (!(weightDecay >= 0)) throw new RangeError(`weight decay must not be negative, but is ${weightDecay}`);
  return {
    state: [],
    update(updates, slice) {
      const factor = slice.weightDecay ?? weightDecay;
      if (factor === 0) return;
      updates.add(slice.parameters, { factor, indices: masked(slice, mask) });
    },
  };
}

/** Indices of the slice's parameters that decay. */
export function masked(slice: Slice, mask: DecayMask): number[] {
  return [...slice.names.keys()].filter((i) => mask(slice.names[i]!, slice.parameters[i]!));
}
