import { setTensorFactory } from './dispatch.ts';
import { DTYPES, type DType, dtypeOf, type HostArray } from './dtype.ts';
import { type Handle, native } from './native.ts';
import { TensorMethods } from './ops.gen.ts';
import { adopt, keep, release, type Scoped, scope } from './scope.ts';

export interface BackwardOptions {
  /** The gradient to start from; needed unless the tensor is a scalar. */
  gradient?: Tensor;
  /** Keep the graph for another backward pass. */
  retainGraph?: boolean;
  /** Record the backward pass itself, for second derivatives. */
  createGraph?: boolean;
}

/**
 * A tensor of libtorch. Freed when the `scope()` that it was made in ends, or by `using`, or by `dispose()`.
 * Operators are methods in camel case (`x.matmul(w)`, `x.softmax(1)`), generated from `codegen/operators.ts`.
 */
export class Tensor extends TensorMethods implements Scoped, Disposable {
  slot: Handle;
  kept = false;
  #shape: readonly number[] | undefined;

  /** From a handle of the addon; user code makes tensors with `tensor()`, `zeros()` and the operators. */
  constructor(handle: Handle) {
    super();
    this.slot = handle;
    adopt(this);
  }

  /** The addon's handle; throws for a tensor that was freed. */
  get handle(): Handle {
    if (this.slot < 0) throw new Error(`${this} was freed: return it from its scope(), or keep() it, to use it later`);
    return this.slot;
  }

  get freed(): boolean {
    return this.slot < 0;
  }

  /** Sizes of the dimensions, e.g. [N, C, H, W]. */
  get shape(): readonly number[] {
    this.#shape ??= native.shape(this.handle);
    return this.#shape;
  }

  /** The size of one dimension; negative ones count from the end. */
  size(dim: number): number {
    const size = this.shape.at(dim);
    if (size === undefined) throw new RangeError(`dimension ${dim} of ${this}`);
    return size;
  }

  get ndim(): number {
    return this.shape.length;
  }

  get numel(): number {
    return this.shape.reduce((n, d) => n * d, 1);
  }

  /** Elements to step over in memory per dimension; channels-last shows here. */
  get strides(): readonly number[] {
    return native.strides(this.handle);
  }

  get dtype(): DType {
    return dtypeOf(native.dtype(this.handle));
  }

  get device(): string {
    return native.device(this.handle);
  }

  get requiresGrad(): boolean {
    return native.requiresGrad(this.handle);
  }

  set requiresGrad(value: boolean) {
    native.setRequiresGrad(this.handle, value);
  }

  /** The gradient that `backward()` left, or null. A tensor of the running scope; the gradient itself stays with its owner. */
  get grad(): Tensor | null {
    const handle = native.gradientOf(this.handle);
    return handle === null ? null : new Tensor(handle);
  }

  set grad(gradient: Tensor | null) {
    native.setGradient(this.handle, gradient?.handle ?? null);
  }

  /** Makes `backward()` leave the gradient of this inner activation in `grad`; for explainers. */
  retainGrad(): this {
    native.retainGrad(this.handle);
    return this;
  }

  /** Adds the gradients of this tensor to `grad` of every leaf that it depends on. */
  backward(options: BackwardOptions = {}): void {
    const { gradient, retainGraph = false, createGraph = false } = options;
    native.backward(this.handle, gradient?.handle ?? null, retainGraph || createGraph, createGraph);
  }

  /** The one element of the tensor as a number. */
  item(): number {
    return native.item(this.handle);
  }

  /** Row-major copy outside the engine, as files hold it. */
  toHost(): HostArray {
    const data = new Uint8Array(this.numel * DTYPES[this.dtype].bytes);
    native.toBytes(this.handle, data);
    return { dtype: this.dtype, shape: this.shape, data };
  }

  /** Row-major elements as 64-bit numbers, from any dtype (i64 beyond 2^53 loses precision). */
  toArray(): Float64Array {
    return scope(() => new Float64Array(this.detach().to({ dtype: 'f64', device: 'cpu' }).toHost().data.buffer));
  }

  /** Row-major elements as 32-bit floats, from any dtype. */
  toFloat32(): Float32Array {
    return scope(() => new Float32Array(this.detach().to({ dtype: 'f32', device: 'cpu' }).toHost().data.buffer));
  }

  /** Takes the tensor out of its scope: it lives until disposed. Returns itself. */
  keep(): this {
    return keep(this);
  }

  dispose(): void {
    release(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  override toString(): string {
    if (this.slot < 0) return `Tensor${this.#shape ? `[${this.#shape.join(', ')}]` : ''} (freed)`;
    return `Tensor ${this.dtype}[${this.shape.join(', ')}]${this.device === 'cpu' ? '' : `@${this.device}`}`;
  }
}

setTensorFactory((handle) => new Tensor(handle));
