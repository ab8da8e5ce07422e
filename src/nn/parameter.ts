import { keep, noGrad, scope, surrender, Tensor } from '../torch/index.ts';

/** A tensor that a module owns: outside every scope, alive until the module is disposed. Takes over the memory of `source`. */
abstract class Owned extends Tensor {
  constructor(source: Tensor) {
    super(surrender(source.requiresGrad ? source.detach() : source));
    keep(this);
  }

  /** Exchanges the memory for that of `source`, of the same shape; who holds this object (an optimiser) sees the new. */
  replace(source: Tensor): void {
    if (String(source.shape) !== String(this.shape)) throw new RangeError(`${this} cannot become ${source}`);
    const { requiresGrad } = this;
    this.dispose();
    this.slot = surrender(source.requiresGrad ? source.detach() : source);
    this.kept = false;
    keep(this);
    if (requiresGrad) this.requiresGrad = true;
  }

  /** Copies the values of `source`, of the same shape, in; dtype, device and layout stay. */
  assign(source: Tensor): void {
    if (String(source.shape) !== String(this.shape))
      throw new RangeError(`${this} cannot take the values of ${source}`);
    noGrad(() => scope(() => void this.copy_(source)));
  }
}

/** A learnt tensor of a module; found and named by the field that holds it. */
export class Parameter extends Owned {
  constructor(source: Tensor) {
    super(source);
    this.requiresGrad = true;
  }
}

export interface BufferOptions {
  /** A checkpoint may lack it, e.g. counters that older versions of PyTorch did not save. */
  optional?: boolean;
}

/** A tensor of a module's state that is not learnt, e.g. running statistics. */
export class Buffer extends Owned {
  readonly optional: boolean;

  constructor(source: Tensor, options: BufferOptions = {}) {
    super(source);
    this.optional = options.optional ?? false;
  }
}
