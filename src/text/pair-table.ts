/** Numbers by pairs of token ids: open addressing in typed arrays, several times quicker than a Map of joined keys. */
export class PairTable {
  size = 0;
  #keys: Int32Array;
  #values: Float64Array;

  constructor(expected = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(2 * expected + 2));
    this.#keys = new Int32Array(2 * slots).fill(-1);
    this.#values = new Float64Array(slots);
  }

  get(a: number, b: number): number | undefined {
    const slot = this.#slot(a, b);
    return this.#keys[2 * slot] === -1 ? undefined : this.#values[slot];
  }

  set(a: number, b: number, value: number): void {
    if (2 * this.size >= this.#values.length) this.#grow();
    const slot = this.#slot(a, b);
    if (this.#keys[2 * slot] === -1) {
      this.#keys[2 * slot] = a;
      this.#keys[2 * slot + 1] = b;
      this.size++;
    }
    this.#values[slot] = value;
  }

  /** Where the pair is, or would be. */
  #slot(a: number, b: number): number {
    const mask = this.#values.length - 1;
    let slot = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const key = this.#keys[2 * slot]!;
      if (key === -1 || (key === a && this.#keys[2 * slot + 1] === b)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Int32Array(2 * keys.length).fill(-1);
    this.#values = new Float64Array(2 * values.length);
    this.size = 0;
    for (let slot = 0; slot < values.length; slot++) {
      if (keys[2 * slot] !== -1) this.set(keys[2 * slot]!, keys[2 * slot + 1]!, values[slot]!);
    }
  }
}
