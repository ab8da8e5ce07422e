import { type DType, type HostArray, type MemoryFormat, noGrad, scope, type Tensor } from '../torch/index.ts';
import { Buffer, Parameter } from './parameter.ts';
import { type LoadOptions, type LoadReport, loadState } from './state.ts';

/** Any module, whatever it takes and gives. */
export type AnyModule = Module<never, unknown>;

/** Sees each output of a module, with the inputs that led to it. */
export type Tap<Output> = (output: Output, input: readonly unknown[]) => void;

export interface ConversionOptions {
  /** For floating-point parameters and buffers; counters keep theirs. */
  dtype?: DType;
  device?: string;
  /** For 4-D parameters and buffers. */
  memoryFormat?: MemoryFormat;
}

/**
 * A part of a network. Parameters, buffers and inner modules are plain typed fields; they are found by walking the
 * fields and named by their path in PyTorch's way (`runningMean` of `norm0` is `norm0.running_mean`), so that state
 * dicts of PyTorch fit. Use with `module.call(x)`; subclasses write `forward`.
 */
export abstract class Module<Input extends readonly unknown[] = [x: Tensor], Output = Tensor> implements Disposable {
  training = true;
  #taps: Set<Tap<never>> | undefined;

  abstract forward(...input: Input): Output;

  /** Runs `forward`, frees the intermediates that autograd does not hold, and shows the output to the taps. */
  call(...input: Input): Output {
    const output = scope(() => this.forward(...input));
    if (this.#taps !== undefined) {
      for (const tap of this.#taps) (tap as Tap<Output>)(output, input);
    }
    return output;
  }

  /**
   * Shows every later output to `tap`, until the returned function is called. To use the output after the call, `keep()`
   * it (and `clone()` it where an in-place activation follows); `retainGrad()` makes its gradient stay.
   */
  onForward(tap: Tap<Output>): () => void {
    this.#taps ??= new Set();
    this.#taps.add(tap);
    return () => {
      this.#taps?.delete(tap);
      if (this.#taps?.size === 0) this.#taps = undefined;
    };
  }

  /** Whether anyone watches the outputs; what need not be computed otherwise may ask. */
  get tapped(): boolean {
    return this.#taps !== undefined;
  }

  /** The inner modules by name, in the order of the fields. */
  *namedChildren(): Generator<[string, AnyModule]> {
    for (const [field, value] of Object.entries(this)) {
      if (value instanceof Module) yield [pathName(field), value];
    }
  }

  /** This module and all inside it, by path, outer before inner. */
  *namedModules(prefix = ''): Generator<[string, AnyModule]> {
    yield [prefix, this as AnyModule];
    for (const [name, child] of this.namedChildren()) yield* child.namedModules(join(prefix, name));
  }

  *modules(): Generator<AnyModule> {
    for (const [, module] of this.namedModules()) yield module;
  }

  /** The inner module at a path such as `features.conv0`. */
  module(path: string): AnyModule {
    for (const [name, module] of this.namedModules()) if (name === path) return module;
    throw new RangeError(`no module "${path}" in ${this.constructor.name}`);
  }

  /** Puts `module` at a path, in the mode of the one there, which is returned and not freed; for new heads and adapters. */
  replaceModule(path: string, module: AnyModule): AnyModule {
    const old = this.module(path);
    const cut = path.lastIndexOf('.');
    const parent = cut < 0 ? this : this.module(path.slice(0, cut));
    parent.setChild(path.slice(cut + 1), module.train(old.training));
    return old;
  }

  /** Containers that keep their children elsewhere than in fields override this. */
  protected setChild(name: string, module: AnyModule): void {
    const field = Object.keys(this).find((key) => pathName(key) === name);
    if (field === undefined) throw new Error(`${this.constructor.name} cannot exchange its "${name}"`);
    Reflect.set(this, field, module);
  }

  /** All parameters by path; one that is used twice comes once. */
  *namedParameters(): Generator<[string, Parameter]> {
    yield* distinct(this.#named((value) => value instanceof Parameter));
  }

  *namedBuffers(): Generator<[string, Buffer]> {
    yield* distinct(this.#named((value) => value instanceof Buffer));
  }

  *#named<T extends Tensor>(wanted: (value: unknown) => value is T): Generator<[string, T]> {
    for (const [path, module] of this.namedModules()) {
      for (const [field, value] of Object.entries(module))
        if (wanted(value)) yield [join(path, pathName(field)), value];
    }
  }

  parameters(): Parameter[] {
    return Array.from(this.namedParameters(), ([, parameter]) => parameter);
  }

  buffers(): Buffer[] {
    return Array.from(this.namedBuffers(), ([, buffer]) => buffer);
  }

  parameterCount(options: { trainableOnly?: boolean } = {}): number {
    return this.parameters()
      .filter((p) => p.requiresGrad || !options.trainableOnly)
      .reduce((n, p) => n + p.numel, 0);
  }

  /** Switches dropout, batch statistics and the like to training (or, with false, to evaluation). */
  train(training = true): this {
    for (const module of this.modules()) module.training = training;
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  /** Whether gradients are computed for the parameters. */
  requiresGrad(value = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = value;
    return this;
  }

  /** Stops learning: no gradients for the parameters. */
  freeze(): this {
    return this.requiresGrad(false);
  }

  /** Parameters and buffers by path, in PyTorch's order; the tensors themselves, not copies. */
  stateDict(): Map<string, Parameter | Buffer> {
    const state = new Map<string, Parameter | Buffer>();
    for (const [path, module] of this.namedModules()) {
      const own = Object.entries(module);
      for (const [field, value] of own) if (value instanceof Parameter) state.set(join(path, pathName(field)), value);
      for (const [field, value] of own) if (value instanceof Buffer) state.set(join(path, pathName(field)), value);
    }
    return state;
  }

  /**
   * Copies the values of `state` in.
   * @throws Error that names the first tensors that are missing, unexpected or of another shape; with `strict: false`
   * only those of another shape. Nothing is copied then.
   */
  loadStateDict(state: ReadonlyMap<string, Tensor | HostArray>, options: LoadOptions = {}): LoadReport {
    return loadState(this.constructor.name, this.stateDict(), state, options);
  }

  /** Converts all parameters and buffers in place, with their gradients. */
  to(options: ConversionOptions): this {
    const { dtype, device, memoryFormat } = options;
    const convert = (tensor: Tensor): Tensor =>
      tensor.detach().to({
        device,
        dtype: FLOATING.has(tensor.dtype) ? dtype : undefined,
        memoryFormat: tensor.ndim === 4 ? memoryFormat : undefined,
      });
    for (const tensor of this.stateDict().values()) {
      noGrad(() =>
        scope(() => {
          const gradient = tensor.grad;
          tensor.replace(convert(tensor));
          if (gradient !== null) tensor.grad = convert(gradient);
        }),
      );
    }
    return this;
  }

  /** Calls `change` with every module, inner before outer. */
  apply(change: (module: AnyModule) => void): this {
    for (const [, child] of this.namedChildren()) child.apply(change);
    change(this as AnyModule);
    return this;
  }

  /** Frees all parameters and buffers. */
  dispose(): void {
    for (const tensor of this.stateDict().values()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

const FLOATING: ReadonlySet<DType> = new Set<DType>(['f64', 'f32', 'bf16', 'f16']);

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

/** `runningMean` → `running_mean`; names that begin with a capital, as in BERT's `LayerNorm`, stay as they are. */
function pathName(field: string): string {
  return /^[A-Z]/.test(field) ? field : field.replace(/(?<=[a-z0-9])[A-Z]/g, (c) => `_${c.toLowerCase()}`);
}

function* distinct<T>(named: Iterable<[string, T]>): Generator<[string, T]> {
  const seen = new Set<T>();
  for (const entry of named) {
    if (seen.has(entry[1])) continue;
    seen.add(entry[1]);
    yield entry;
  }
}
