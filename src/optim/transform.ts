import type { Tensor } from '../torch/index.ts';
import type { Updates } from './updates.ts';

/** Some of an optimiser's parameters, all of which have a gradient now and have been updated equally often. */
export interface Slice {
  /** Paths, as in the model's `namedParameters()`. */
  readonly names: readonly string[];
  readonly parameters: readonly Tensor[];
  /** Which update of these parameters this is, from 1. */
  readonly count: number;
  /** Steps that the optimiser has done before this one; schedules count with it. */
  readonly step: number;
  /** The learning rate that the caller of `step()` asked for. */
  readonly learningRate: number | undefined;
  /** The weight decay that the caller of `step()` asked for. */
  readonly weightDecay: number | undefined;
  /** State of the given name, one tensor per parameter, of its shape and memory format; zeros at first. */
  state(name: string): readonly Tensor[];
}

/**
 * One stage of an optimiser. Stages hold no state themselves: they name it, and the optimiser keeps, saves and frees it.
 * The design is optax' gradient transformations, with updates written in place.
 */
export interface Transform {
  /** Names of the tensors to keep per parameter; they are also their names in checkpoints. */
  readonly state: readonly string[];
  update(updates: Updates, slice: Slice): void;
}

/** The transforms one after the other: each sees the update that the one before it left. */
export function chain(...transforms: readonly Transform[]): Transform {
  const state = transforms.flatMap((t) => t.state);
  const twice = state.find((name, i) => state.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`two transforms of a chain keep state named ${twice}: leave one of them out`);
  return {
    state,
    update(updates, slice) {
      for (const transform of transforms) transform.update(updates, slice);
    },
  };
}
