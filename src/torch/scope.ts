import { type Handle, native } from './native.ts';

/** What a scope needs of a tensor; `Tensor` is the only implementation. */
export interface Scoped {
  /** The handle, or -1 once freed. */
  slot: Handle;
  /** Kept tensors outlive every scope until disposed. */
  kept: boolean;
}

let current: Scoped[] | null = null;
let batch = new Int32Array(1024);

const backstop = new FinalizationRegistry<Handle>((handle) => {
  batch[0] = handle;
  native.free(batch, 1); // stale handles are ignored
});

/** Enters a new tensor into the running scope, or, outside any, into the garbage collector's care. */
export function adopt(tensor: Scoped): void {
  if (current !== null) current.push(tensor);
  else backstop.register(tensor, tensor.slot, tensor);
}

export function release(tensor: Scoped): void {
  if (tensor.slot < 0) return;
  batch[0] = tensor.slot;
  tensor.slot = -1;
  native.free(batch, 1);
  backstop.unregister(tensor);
}

/** Gives the handle up without freeing it: `tensor` counts as freed, and whoever takes the handle owns the memory. */
export function surrender(tensor: Scoped): Handle {
  const handle = tensor.slot;
  if (handle < 0) throw new Error('the tensor was freed: it has no memory to hand over');
  tensor.slot = -1;
  backstop.unregister(tensor);
  return handle;
}

/** Takes a tensor out of the scopes' hands: it lives until disposed, or until it is garbage. */
export function keep<T extends Scoped>(tensor: T): T {
  if (!tensor.kept) {
    tensor.kept = true;
    backstop.register(tensor, tensor.slot, tensor);
  }
  return tensor;
}

/**
 * Runs `body` and frees every tensor made inside it, except those it returns (bare, or inside arrays, maps and plain
 * objects, at any depth). Scopes nest. Memory is freed also when `body` throws. For synchronous code only: a body that
 * returns a promise is refused, since tensors of whoever runs in between would be freed with it.
 */
export function scope<T>(body: () => T): T {
  const outer = current;
  const own: Scoped[] = [];
  current = own;
  let survivors: ReadonlySet<unknown> | null = null;
  let single: unknown = null;
  try {
    const result = body();
    if (result instanceof Promise) {
      result.catch(() => {}); // the refusal below is the error to see
      throw new TypeError('scope() takes synchronous code: await outside it, or free tensors with `using`');
    }
    if (result !== null && typeof result === 'object') {
      if ('slot' in result) single = result;
      else survivors = collect(result, new Set());
    }
    return result;
  } finally {
    current = outer;
    leave(own, single, survivors);
  }
}

function leave(own: readonly Scoped[], single: unknown, survivors: ReadonlySet<unknown> | null): void {
  if (batch.length < own.length) batch = new Int32Array(own.length * 2);
  let count = 0;
  for (const tensor of own) {
    if (tensor.slot < 0 || tensor.kept) continue;
    if (tensor === single || survivors?.has(tensor)) {
      adopt(tensor);
    } else {
      batch[count++] = tensor.slot;
      tensor.slot = -1;
    }
  }
  if (count > 0) native.free(batch, count);
}

function collect(value: unknown, found: Set<unknown>): Set<unknown> {
  if (value === null || typeof value !== 'object' || found.has(value) || ArrayBuffer.isView(value)) return found;
  found.add(value);
  if ('slot' in value) return found;
  const children = value instanceof Map || Array.isArray(value) ? value.values() : Object.values(value);
  for (const child of children) collect(child, found);
  return found;
}
