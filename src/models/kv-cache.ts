import { type Tensor, zeros } from '../torch/index.ts';

/** Keys and values of the tokens that a causal model has read, so that each new token is computed alone. */
export class KvCache implements Disposable {
  /** Tokens that every layer holds. */
  length = 0;
  readonly capacity: number;
  readonly #keys: Tensor[] = [];
  readonly #values: Tensor[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Adds keys and values [N, H, L, d] of a layer behind those it holds; returns all, [N, H, length + L, d]. */
  append(layer: number, k: Tensor, v: Tensor): [keys: Tensor, values: Tensor] {
    const end = this.length + k.size(2);
    if (end > this.capacity) throw new RangeError(`the cache holds ${this.capacity} tokens, not ${end}`);
    const store = (list: Tensor[], x: Tensor) => {
      list[layer] ??= zeros([x.size(0), x.size(1), this.capacity, x.size(3)], {
        dtype: x.dtype,
        device: x.device,
      }).keep();
      list[layer].narrow(2, this.length, x.size(2)).copy_(x);
      return list[layer].narrow(2, 0, end);
    };
    return [store(this.#keys, k), store(this.#values, v)];
  }

  /** After all layers have appended `tokens`. */
  advance(tokens: number): void {
    this.length += tokens;
  }

  [Symbol.dispose](): void {
    for (const held of [...this.#keys, ...this.#values]) held.dispose();
    this.#keys.length = this.#values.length = this.length = 0;
  }
}
