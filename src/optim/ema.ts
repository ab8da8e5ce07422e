import { foreachAdd_, foreachMulScalar_, noGrad, scope, type Tensor, tensor } from '../torch/index.ts';

export interface EmaOptions {
  /** Share of the average that an update keeps; 0.9999. */
  decay?: number;
  /** Keep at most (1 + n) ÷ (10 + n) at update n, so that the random start is forgotten soon; true. */
  warmup?: boolean;
}

const FLOATS = new Set(['f32', 'f64', 'bf16', 'f16']);

/**
 * Exponential moving average of a model's parameters and buffers, as timm's ModelEmaV2: what is not a float, such as a
 * counter of batches, is copied.
 *
 *     ema.update();                                      // after each optimizer.step()
 *     const metrics = await ema.swapped(() => evaluate(model));
 */
export class Ema implements Disposable {
  readonly decay: number;
  readonly warmup: boolean;
  readonly #model: ReadonlyMap<string, Tensor>;
  readonly #average = new Map<string, Tensor>();
  #updates = 0;
  #isSwapped = false;

  constructor(model: { stateDict(): ReadonlyMap<string, Tensor> }, options: EmaOptions = {}) {
    this.decay = options.decay ?? 0.9999;
    this.warmup = options.warmup ?? true;
    if (!(this.decay >= 0 && this.decay <= 1))
      throw new RangeError(`the decay of an EMA is in [0, 1], not ${this.decay}`);
    this.#model = model.stateDict();
    noGrad(() => {
      for (const [name, value] of this.#model) this.#average.set(name, scope(() => value.detach().clone()).keep());
    });
  }

  /** Moves the average towards the model. */
  update(): void {
    this.#refuseSwapped('update');
    const decay = this.warmup ? Math.min(this.decay, (1 + this.#updates) / (10 + this.#updates)) : this.decay;
    const names = [...this.#model.keys()];
    const isFloat = (name: string) => FLOATS.has(this.#average.get(name)!.dtype);
    const floats = names.filter(isFloat);
    noGrad(() => {
      const averages = floats.map((name) => this.#average.get(name)!);
      foreachMulScalar_(averages, decay);
      foreachAdd_(
        averages,
        floats.map((name) => this.#model.get(name)!),
        { alpha: 1 - decay },
      );
      for (const name of names) if (!isFloat(name)) this.#average.get(name)!.copy_(this.#model.get(name)!);
    });
    this.#updates += 1;
  }

  /** Runs `body` with the average in the model, and brings the model's own values back, also when it throws. */
  async swapped<T>(body: () => T | Promise<T>): Promise<T> {
    this.#refuseSwapped('swap');
    this.swap();
    try {
      return await body();
    } finally {
      this.swap();
    }
  }

  /** Exchanges the model's values with the average; once more brings them back. One temporary at a time. */
  swap(): void {
    noGrad(() => {
      for (const [name, average] of this.#average) {
        const value = this.#model.get(name)!;
        scope(() => {
          const before = value.detach().clone();
          value.copy_(average);
          average.copy_(before);
        });
      }
    });
    this.#isSwapped = !this.#isSwapped;
  }

  /** The averages by path, live, and the number of updates as `ema.updates`. */
  stateDict(): Map<string, Tensor> {
    this.#refuseSwapped('save');
    return new Map([...this.#average, [UPDATES, tensor(BigInt64Array.of(BigInt(this.#updates)), { shape: [] })]]);
  }

  /** Takes over the values of a `stateDict()`; throws, and changes nothing, where they are of another model. */
  loadStateDict(state: ReadonlyMap<string, Tensor>): void {
    this.#refuseSwapped('load');
    for (const [name, average] of this.#average) {
      const found = state.get(name);
      if (found?.shape.join() === average.shape.join()) continue;
      const is = found ? `[${found.shape.join(', ')}], not [${average.shape.join(', ')}]` : 'missing';
      throw new Error(`the saved average is of another model: ${name} is ${is}`);
    }
    const extra = [...state.keys()].find((name) => name !== UPDATES && !this.#average.has(name));
    if (extra !== undefined) throw new Error(`the saved average is of another model: this one has no ${extra}`);
    const updates = state.get(UPDATES)?.item();
    if (updates === undefined) throw new Error(`this is no saved average of weights: ${UPDATES} is missing`);
    noGrad(() => {
      for (const [name, average] of this.#average) average.copy_(state.get(name)!);
    });
    this.#updates = updates;
  }

  dispose(): void {
    for (const average of this.#average.values()) average.dispose();
    this.#average.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #refuseSwapped(what: string): void {
    if (this.#isSwapped) throw new Error(`the model holds the average already: swap() back before you ${what} it`);
  }
}

const UPDATES = 'ema.updates';
