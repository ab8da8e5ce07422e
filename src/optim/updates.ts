import { foreachAdd, foreachAdd_, foreachMulScalar, type Tensor } from '../torch/index.ts';

/**
 * What a step will add to the parameters: `scale × tensors`, one per parameter. It starts as the gradients, and each
 * transform of a chain changes it. Scalar factors wait in `scale` until they ride along in a pass that is needed
 * anyway, and only tensors made for this step are written to: gradients of two parameters may share memory.
 */
export class Updates {
  scale: number;
  #tensors: Tensor[];
  #scratch: boolean[];

  constructor(gradients: readonly Tensor[], scale = 1) {
    this.#tensors = [...gradients];
    this.#scratch = gradients.map(() => false);
    this.scale = scale;
  }

  /** To read; empty once a transform has updated the parameters itself. */
  get tensors(): readonly Tensor[] {
    return this.#tensors;
  }

  /** Puts new tensors in place of the old; `scratch` says that later transforms may write to them. */
  replace(tensors: readonly Tensor[], options: { scale: number; scratch: boolean }): void {
    this.#tensors = [...tensors];
    this.#scratch = tensors.map(() => options.scratch);
    this.scale = options.scale;
  }

  /** Adds `factor × others[i]` to the update of each parameter whose index is in `indices`. */
  add(others: readonly Tensor[], options: { factor: number; indices: readonly number[] }): void {
    const { factor, indices } = options;
    if (this.scale === 0) this.replace(foreachMulScalar(this.#tensors, 0), { scale: 1, scratch: true });
    const alpha = factor / this.scale;
    const inPlace = indices.filter((i) => this.#scratch[i]);
    const fresh = indices.filter((i) => !this.#scratch[i]);
    if (inPlace.length > 0) foreachAdd_(pick(this.#tensors, inPlace), pick(others, inPlace), { alpha });
    if (fresh.length === 0) return;
    const sums = foreachAdd(pick(this.#tensors, fresh), pick(others, fresh), { alpha });
    for (const [n, i] of fresh.entries()) {
      this.#tensors[i] = sums[n]!;
      this.#scratch[i] = true;
    }
  }

  /** For a fused transform that has written the parameters itself: nothing is left to add. */
  settle(): void {
    this.replace([], { scale: 1, scratch: false });
  }

  /** Adds the update to the parameters. */
  applyTo(parameters: readonly Tensor[]): void {
    if (this.#tensors.length > 0) foreachAdd_(parameters, this.#tensors, { alpha: this.scale });
  }
}

function pick(tensors: readonly Tensor[], indices: readonly number[]): Tensor[] {
  return indices.map((i) => tensors[i]!);
}
