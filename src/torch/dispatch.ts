import type { Device, Generator, MemoryFormat } from './arguments.ts';
import { DTYPES, type DType } from './dtype.ts';
import { type Handle, native } from './native.ts';
import type { Tensor } from './tensor.ts';

// The generated operators are methods of Tensor's base class, so this file cannot import Tensor itself: it is told of it.
let wrap: (handle: Handle) => Tensor;
export function setTensorFactory(factory: (handle: Handle) => Tensor): void {
  wrap = factory;
}

/** Registers an operator by name and overload; it is looked up in libtorch when first called. */
export function op(name: string, overload: string, inPlace = false): number {
  return native.op(`aten::${name}`, overload, inPlace);
}

export const call = native.call;

export function one(result: unknown): Tensor {
  return wrap(result as Handle);
}

/** For results that may be undefined tensors, such as the gradient of an input that needs none. */
export function several(result: unknown): Tensor[] {
  return (result as (Handle | null)[]).map((handle) => (handle === null ? (null as unknown as Tensor) : wrap(handle)));
}

export function handles(tensors: readonly Tensor[]): Handle[] {
  return tensors.map((t) => t.handle);
}

export function optionalHandles(tensors: readonly (Tensor | null)[]): (Handle | null)[] {
  return tensors.map((t) => t?.handle ?? null);
}

export function dtypeCode(dtype: DType | null | undefined): number | null | undefined {
  return dtype == null ? dtype : DTYPES[dtype].code;
}

const MEMORY_FORMATS = { contiguous: 0, preserve: 1, channelsLast: 2, channelsLast3d: 3 } as const;

export function memoryFormatCode(format: MemoryFormat | null | undefined): number | null | undefined {
  return format == null ? format : MEMORY_FORMATS[format];
}

export function generatorCode(generator: Generator | null | undefined): number | null | undefined {
  return generator == null ? generator : generator.index;
}

export function deviceName(device: Device | null | undefined): string | null | undefined {
  return device;
}

/** The way to operators that have no typed function: any of libtorch's, tensors given and returned as `Tensor`. */
export function callByName(name: string, overload: string, args: readonly unknown[]): unknown {
  const full = `${name.includes('::') ? name : `aten::${name}`}.${overload}`;
  let id = byName.get(full);
  if (id === undefined) {
    id = native.op(full.slice(0, full.length - overload.length - 1), overload, false);
    byName.set(full, id);
  }
  return fromNative(call(id, ...args.map(toNative)), name, overload);
}

/** Numbers of the operators called so far: the addon keeps each for good. */
const byName = new Map<string, number>();

function toNative(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNative);
  return value !== null && typeof value === 'object' && 'handle' in value ? value.handle : value;
}

/** Tensors and integers both arrive as numbers: the schema says which is which. */
function fromNative(result: unknown, name: string, overload: string): unknown {
  const schema = native.schema(name.includes('::') ? name : `aten::${name}`, overload) ?? '';
  const returns = schema.slice(schema.lastIndexOf('->') + 2).trim();
  const convert = (value: unknown, type: string): unknown => {
    if (!type.startsWith('Tensor') || value === null) return value;
    return Array.isArray(value) ? several(value) : one(value);
  };
  if (!returns.startsWith('(')) return convert(result, returns);
  const types = returns.slice(1, -1).split(/,\s*/);
  return Array.isArray(result) ? result.map((value, i) => convert(value, types[i] ?? '')) : result;
}
