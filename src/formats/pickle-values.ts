/**
 * A Python global that a pickle may name: a stand-in of our own, never Python's. Without `call` it is a mere name
 * (a dtype, a base class) and calling it is refused.
 */
export class PyGlobal {
  readonly name: string;
  readonly call: ((args: readonly unknown[]) => unknown) | undefined;

  constructor(name: string, call?: (args: readonly unknown[]) => unknown) {
    this.name = name;
    this.call = call;
  }
}

/** What a pickle may name, by `module.name`. */
export type Globals = ReadonlyMap<string, PyGlobal>;

/** An object under construction that takes its state from the pickle's BUILD (Python's `__setstate__`). */
export interface Stateful {
  setState(state: unknown): void;
}

export function isStateful(value: unknown): value is Stateful {
  return typeof value === 'object' && value !== null && 'setState' in value && typeof value.setState === 'function';
}

/** argparse.Namespace and its like: attributes by name. */
export class Namespace extends Map<unknown, unknown> implements Stateful {
  setState(state: unknown): void {
    if (state instanceof Map) for (const [key, value] of state) this.set(key, value);
  }
}

/** Shape checks for what a pickle hands to our stand-ins; the message is completed with file and byte by the reader. */
export function asInt(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new TypeError('an integer was expected');
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('a list or tuple was expected');
}

export function asSizes(value: unknown): number[] {
  return asList(value).map((size) => {
    if (asInt(size) >= 0) return size as number;
    throw new RangeError('a size or stride is negative');
  });
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('a string was expected');
}

/** Python 3's bytes, or Python 2's str, which was read as Latin-1. */
export function asBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new Uint8Array(Buffer.from(value, 'latin1'));
  throw new TypeError('bytes were expected');
}
