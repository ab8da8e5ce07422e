/** Token ids that grow at the end. */
export class TokenBuffer {
  length = 0;
  #ids: Int32Array;

  constructor(capacity = 1024) {
    this.#ids = new Int32Array(capacity);
  }

  push(id: number): void {
    if (this.length === this.#ids.length) this.#grow(1);
    this.#ids[this.length++] = id;
  }

  append(ids: Int32Array): void {
    const end = this.length + ids.length;
    if (end > this.#ids.length) this.#grow(ids.length);
    for (let i = 0; i < ids.length; i++) this.#ids[this.length + i] = ids[i]!; // words are short: quicker than set()
    this.length = end;
  }

  toArray(): Int32Array {
    return this.#ids.slice(0, this.length);
  }

  #grow(by: number): void {
    const larger = new Int32Array(Math.max(2 * this.#ids.length, this.length + by));
    larger.set(this.#ids);
    this.#ids = larger;
  }
}
