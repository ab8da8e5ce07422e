import type { Tensor } from '../torch/index.ts';
import { type AnyModule, Module } from './module.ts';

/** Modules one after the other, given as a list (named 0, 1, …) or by name, as in `new Sequential({ conv0, norm0 })`. */
export class Sequential<
  Children extends Readonly<Record<string, Module>> = Readonly<Record<string, Module>>,
> extends Module {
  /** By name, with their own types. */
  readonly children: Children;
  #list: readonly Module[];

  constructor(children: Children | readonly Module[]) {
    super();
    this.children = { ...children } as Children;
    this.#list = Object.values(this.children);
  }

  get length(): number {
    return this.#list.length;
  }

  override *namedChildren(): Generator<[string, AnyModule]> {
    for (const [name, child] of Object.entries(this.children)) yield [name, child];
  }

  protected override setChild(name: string, module: AnyModule): void {
    Reflect.set(this.children, name, module);
    this.#list = Object.values(this.children);
  }

  forward(input: Tensor): Tensor {
    let x = input;
    for (const child of this.#list) {
      const y = child.call(x);
      if (x !== y && x !== input && !x.kept) x.dispose(); // as early as PyTorch, not at the end of the scope
      x = y;
    }
    return x;
  }
}

/** A list of modules, named 0, 1, …; whoever holds it calls them. */
export class ModuleList<M extends AnyModule = Module> extends Module<[], never> implements Iterable<M> {
  readonly #list: M[];

  constructor(modules: readonly M[]) {
    super();
    this.#list = [...modules];
  }

  get length(): number {
    return this.#list.length;
  }

  at(index: number): M {
    const found = this.#list.at(index);
    if (found === undefined) throw new RangeError(`no module ${index} in a list of ${this.length}`);
    return found;
  }

  [Symbol.iterator](): Iterator<M> {
    return this.#list[Symbol.iterator]();
  }

  override *namedChildren(): Generator<[string, AnyModule]> {
    for (const [i, module] of this.#list.entries()) yield [String(i), module];
  }

  protected override setChild(name: string, module: AnyModule): void {
    this.#list[Number(name)] = module as M;
  }

  forward(): never {
    throw new Error('a ModuleList only holds modules: call them one by one');
  }
}
