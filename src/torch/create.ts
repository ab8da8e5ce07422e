import { DTYPES, type DType, type HostArray } from './dtype.ts';
import { native } from './native.ts';
import { Tensor } from './tensor.ts';

export type Nested = number | boolean | readonly Nested[];

export interface TensorOptions {
  /** Defaults to f32 for numbers and typed floats, bool for booleans, and the matching type for integer typed arrays. */
  dtype?: DType;
  device?: string;
  requiresGrad?: boolean;
  /** For flat typed arrays; nested arrays bring their own. */
  shape?: readonly number[];
}

type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array | Int16Array | BigInt64Array;

function naturalDtype(data: NumericArray): DType {
  if (data instanceof Float32Array) return 'f32';
  if (data instanceof Float64Array) return 'f64';
  if (data instanceof Int32Array) return 'i32';
  if (data instanceof Int16Array) return 'i16';
  if (data instanceof Int8Array) return 'i8';
  return data instanceof BigInt64Array ? 'i64' : 'u8';
}

function shapeOf(data: Nested): number[] {
  return Array.isArray(data) ? [data.length, ...(data.length > 0 ? shapeOf(data[0]!) : [])] : [];
}

function flatten(data: Nested, shape: readonly number[], depth: number, out: number[]): void {
  if (!Array.isArray(data)) {
    if (depth !== shape.length) throw new TypeError('a nested array must have rows of one length');
    out.push(Number(data));
    return;
  }
  if (data.length !== shape[depth]) throw new TypeError('a nested array must have rows of one length');
  for (const item of data) flatten(item, shape, depth + 1, out);
}

function isTyped(data: Nested | NumericArray): data is NumericArray {
  return ArrayBuffer.isView(data);
}

/** A tensor from numbers, nested arrays, or a typed array with `shape`; the data is copied. */
export function tensor(data: Nested | NumericArray, options: TensorOptions = {}): Tensor {
  let typed: NumericArray;
  let shape = options.shape;
  let dtype = options.dtype;
  if (isTyped(data)) {
    typed = data;
    shape ??= [data.length];
    dtype ??= naturalDtype(data);
  } else {
    const inferred = shapeOf(data);
    const flat: number[] = [];
    flatten(data, inferred, 0, flat);
    typed = Float64Array.from(flat); // exact for every dtype that a JS number can name
    shape ??= inferred;
    dtype ??= (Array.isArray(data) ? data.flat(Number.POSITIVE_INFINITY)[0] : data) === true ? 'bool' : 'f32';
  }
  const made = fromHost({ dtype: naturalDtype(typed), shape, data: bytesOf(typed) });
  const wanted = { dtype, device: options.device ?? 'cpu' };
  const same = wanted.dtype === naturalDtype(typed) && wanted.device === 'cpu';
  const result = same ? made : made.to(wanted);
  if (!same) made.dispose();
  if (options.requiresGrad) result.requiresGrad = true;
  return result;
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A CPU tensor from an array at rest (see `HostArray`); the data is copied. */
export function fromHost(array: HostArray): Tensor {
  return new Tensor(native.fromBytes(array.data, DTYPES[array.dtype].code, array.shape));
}
