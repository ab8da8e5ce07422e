import { clearGradients, noGrad, scope, type Tensor } from '../torch/index.ts';
import { type NamedParameters, OptimizerState } from './state.ts';
import type { Transform } from './transform.ts';
import { Updates } from './updates.ts';

export interface StepOptions {
  /** Instead of the optimiser's own learning rate, for this step. */
  learningRate?: number;
  /** Instead of the optimiser's own weight decay, for this step; where it has any. */
  weightDecay?: number;
  /** Factor of all gradients, e.g. `clipFactor()`, or 1 ÷ the number of accumulated batches; costs no pass over memory. */
  gradientScale?: number;
}

export interface OptimizerOptions {
  /** Factor of the learning rate by the parameter's path, as layer-wise decay sets it; 1 for all unless given. */
  learningRateScale?: (name: string) => number;
}

/**
 * Elements updated together. Temporaries are no larger than this (or than the largest parameter), and what one pass
 * wrote is still in the cache when the next one reads it.
 */
const BUCKET = 1 << 18;

/**
 * Updates parameters by a transform of their gradients, e.g. `new Optimizer(model.namedParameters(), adamw({ learningRate: 3e-4 }))`.
 * Parameters without a gradient are left alone and their state does not age, as in PyTorch. Its state lives until `dispose()`.
 */
export class Optimizer implements Disposable {
  readonly parameters: readonly Tensor[];
  readonly #transform: Transform;
  readonly #state: OptimizerState;
  readonly #scales: readonly number[];

  constructor(parameters: NamedParameters, transform: Transform, options: OptimizerOptions = {}) {
    const byPath = new Map(parameters);
    this.parameters = [...byPath.values()];
    if (this.parameters.length === 0) throw new Error('an optimiser needs at least one parameter');
    if (new Set(this.parameters).size < this.parameters.length) {
      throw new Error('a parameter is given twice, and would be updated twice: give shared parameters under one name');
    }
    this.#transform = transform;
    this.#state = new OptimizerState(byPath, transform.state);
    this.#scales = [...byPath.keys()].map(options.learningRateScale ?? (() => 1));
  }

  /** Steps done so far. */
  get stepCount(): number {
    return this.#state.step;
  }

  /** Updates every parameter that has a gradient; the gradients themselves stay as they are. */
  step(options: StepOptions = {}): void {
    noGrad(() =>
      scope(() => {
        const gradients = this.parameters.map((parameter) => parameter.grad);
        for (const bucket of this.#buckets(gradients)) scope(() => this.#update(bucket, gradients, options));
      }),
    );
    this.#state.step += 1;
  }

  #update(indices: readonly number[], gradients: readonly (Tensor | null)[], options: StepOptions): void {
    const state = this.#state;
    const parameters = indices.map((i) => this.parameters[i]!);
    const scale = this.#scales[indices[0]!]!;
    if (scale !== 1 && options.learningRate === undefined)
      throw new Error('learningRateScale needs the learning rate of each step: step({ learningRate })');
    const updates = new Updates(
      indices.map((i) => gradients[i]!),
      options.gradientScale,
    );
    this.#transform.update(updates, {
      names: indices.map((i) => state.names[i]!),
      parameters,
      count: state.counts[indices[0]!]! + 1,
      step: state.step,
      learningRate: options.learningRate === undefined ? undefined : options.learningRate * scale,
      weightDecay: options.weightDecay,
      state: (kind) => indices.map((i) => state.tensor(i, kind)),
    });
    updates.applyTo(parameters);
    for (const i of indices) state.counts[i]! += 1;
  }

  /** Indices of the parameters that have a gradient, in groups of one update count, learning rate, dtype and device. */
  #buckets(gradients: readonly (Tensor | null)[]): number[][] {
    const buckets: number[][] = [];
    const open = new Map<string, { indices: number[]; elements: number }>();
    for (const [i, gradient] of gradients.entries()) {
      if (gradient === null) continue;
      const parameter = this.parameters[i]!;
      const key = `${this.#state.counts[i]} ${this.#scales[i]} ${parameter.dtype} ${parameter.device}`;
      let bucket = open.get(key);
      if (bucket === undefined || bucket.elements + parameter.numel > BUCKET) {
        bucket = { indices: [], elements: 0 };
        open.set(key, bucket);
        buckets.push(bucket.indices);
      }
      bucket.indices.push(i);
      bucket.elements += parameter.numel;
    }
    return buckets;
  }

  /** Drops all gradients. */
  zeroGrad(): void {
    clearGradients(this.parameters);
  }

  /**
   * Everything that a resumed run needs to go on bit for bit: `step`, and by parameter path `<path>.step` and, once it
   * was updated, the transform's state under PyTorch's names (`<path>.exp_avg`, `<path>.momentum_buffer` …).
   * The state is live, not copied: save it before the next `step()`.
   */
  stateDict(): Map<string, Tensor> {
    return this.#state.toMap();
  }

  /** Takes over the values of a `stateDict()`; throws, and changes nothing, where they are not of these parameters. */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    this.#state.load(state);
  }

  /** Frees the state; the parameters are the model's. */
  dispose(): void {
    this.#state.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
