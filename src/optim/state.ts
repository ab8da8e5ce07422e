import { noGrad, type Tensor, tensor } from '../torch/index.ts';

/** Parameters by path: what a model's `namedParameters()` gives, or a map. */
export type NamedParameters = Iterable<readonly [string, Tensor]>;

/** What an optimiser remembers: its step, how often each parameter was updated, and the tensors its transforms name. */
export class OptimizerState {
  step = 0;
  readonly names: readonly string[];
  readonly counts: number[];
  readonly #parameters: readonly Tensor[];
  readonly #kinds: readonly string[];
  readonly #tensors = new Map<string, Tensor>();

  constructor(parameters: ReadonlyMap<string, Tensor>, kinds: readonly string[]) {
    this.names = [...parameters.keys()];
    this.counts = this.names.map(() => 0);
    this.#parameters = [...parameters.values()];
    this.#kinds = kinds;
  }

  /** The state of parameter `index`; zeros, made now, where there is none yet. */
  tensor(index: number, kind: string): Tensor {
    if (!this.#kinds.includes(kind)) throw new Error(`the transform does not name its state ${kind}`);
    const key = `${this.names[index]}.${kind}`;
    let found = this.#tensors.get(key);
    if (found === undefined) {
      found = this.#parameters[index]!.zerosLike().keep();
      this.#tensors.set(key, found);
    }
    return found;
  }

  /** `step`, and per parameter `<path>.step` and, once it was updated, `<path>.<kind>`: live tensors, not copies. */
  toMap(): Map<string, Tensor> {
    const map = new Map([['step', counter(this.step)]]);
    for (const [i, name] of this.names.entries()) {
      map.set(`${name}.step`, counter(this.counts[i]!));
      if (this.counts[i] === 0) continue;
      for (const kind of this.#kinds) map.set(`${name}.${kind}`, this.tensor(i, kind));
    }
    return map;
  }

  /** Copies the values in; nothing is changed where anything does not fit. */
  load(map: ReadonlyMap<string, Tensor>): void {
    const step = count(map, 'step');
    const counts = this.names.map((name) => count(map, `${name}.step`));
    const expected = new Set(['step']);
    for (const [i, name] of this.names.entries()) {
      expected.add(`${name}.step`);
      if (counts[i] === 0) continue;
      for (const kind of this.#kinds) {
        const key = `${name}.${kind}`;
        expected.add(key);
        checkShape(key, entry(map, key), this.#parameters[i]!);
      }
    }
    for (const key of map.keys()) {
      if (!expected.has(key)) throw new Error(`optimiser state: ${key} belongs to no parameter here, ${MEND}`);
    }
    this.step = step;
    noGrad(() => {
      for (const [i, name] of this.names.entries()) {
        this.counts[i] = counts[i]!;
        for (const kind of this.#kinds) {
          // copied into tensors of our own, so that a channels-last parameter keeps a channels-last state
          if (counts[i]! > 0) this.tensor(i, kind).copy_(map.get(`${name}.${kind}`)!);
          else this.#forget(`${name}.${kind}`);
        }
      }
    });
  }

  #forget(key: string): void {
    this.#tensors.get(key)?.dispose();
    this.#tensors.delete(key);
  }

  dispose(): void {
    for (const state of this.#tensors.values()) state.dispose();
    this.#tensors.clear();
  }
}

const MEND = 'so it was saved for another model or another optimiser: resume with the configuration that saved it';

function counter(value: number): Tensor {
  return tensor(BigInt64Array.of(BigInt(value)), { shape: [] });
}

function entry(map: ReadonlyMap<string, Tensor>, key: string): Tensor {
  const found = map.get(key);
  if (found === undefined) throw new Error(`optimiser state: ${key} is missing, ${MEND}`);
  return found;
}

function count(map: ReadonlyMap<string, Tensor>, key: string): number {
  const value = entry(map, key).item();
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`optimiser state: ${key} is ${value}, not a count`);
  return value;
}

function checkShape(key: string, found: Tensor, parameter: Tensor): void {
  if (found.shape.join() === parameter.shape.join() && found.dtype === parameter.dtype) return;
  throw new Error(
    `optimiser state: ${key} is ${found.dtype}[${found.shape.join(', ')}] but the parameter ` +
      `${parameter.dtype}[${parameter.shape.join(', ')}], ${MEND}`,
  );
}
