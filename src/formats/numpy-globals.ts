import type { DType, HostArray } from '../torch/dtype.ts';
import { elements, gather } from './host-array.ts';
import { columnMajorStrides, fromNumpyBytes, type NumpyType, parseNumpyType } from './numpy-dtype.ts';
import { narrow } from './pickle-text.ts';
import { asBytes, asList, asSizes, asText, type Globals, PyGlobal, type Stateful } from './pickle-values.ts';

/** Globals by which NumPy pickles arrays, scalars and dtypes. NumPy 2 renamed `core` to `_core`. */
export function numpyGlobals(): Globals {
  const globals = new Map<string, PyGlobal>();
  const add = (name: string, call?: PyGlobal['call']) => globals.set(name, new PyGlobal(name, call));
  add('numpy.dtype', ([name]) => new Dtype(asText(name)));
  add('numpy.ndarray');
  for (const core of ['numpy.core', 'numpy._core']) {
    add(`${core}.multiarray._reconstruct`, () => new Ndarray());
    add(`${core}.multiarray.scalar`, ([dtype, bytes]) => scalar(dtype, bytes));
    add(`${core}.numeric._frombuffer`, ([bytes, dtype, shape, order]) => {
      const array = new Ndarray();
      array.setState([1, shape, dtype, order === 'F', bytes]);
      return array;
    });
  }
  return globals;
}

/** A numpy.dtype; its byte order comes with its state. */
class Dtype implements Stateful {
  readonly #code: string;
  #order = '<';

  constructor(code: string) {
    this.#code = code;
  }

  setState(state: unknown): void {
    this.#order = asText(asList(state)[1]);
  }

  get type(): NumpyType {
    const type = parseNumpyType(this.#order + this.#code);
    if (type === undefined) throw new TypeError(`NumPy's ${this.#code} has no Fovea dtype`);
    return type;
  }
}

/** A numpy.ndarray, empty until its state arrives. */
class Ndarray implements HostArray, Stateful {
  dtype: DType = 'f32';
  shape: readonly number[] = [0];
  data: Uint8Array = new Uint8Array();

  setState(state: unknown): void {
    const [, shape, dtype, fortran, raw] = asList(state);
    if (!(dtype instanceof Dtype)) throw new TypeError('a NumPy array has no dtype');
    if (Array.isArray(raw)) throw new TypeError('a NumPy array holds Python objects');
    const { type } = dtype;
    this.dtype = type.dtype;
    this.shape = asSizes(shape);
    const bytes = asBytes(raw);
    if (bytes.length !== elements(this.shape) * type.bytes) throw new RangeError('a NumPy array has the wrong size');
    const view = { itemSize: type.bytes, offset: 0, shape: this.shape, strides: columnMajorStrides(this.shape) };
    this.data = fromNumpyBytes(fortran === true ? gather(bytes, view) : bytes.slice(), type);
  }
}

/** A NumPy scalar becomes a JS number, boolean or, beyond 2^53, bigint. */
function scalar(dtype: unknown, raw: unknown): unknown {
  if (!(dtype instanceof Dtype)) throw new TypeError('a NumPy scalar has no dtype');
  const { type } = dtype;
  const bytes = fromNumpyBytes(asBytes(raw).slice(), type);
  const view = new DataView(bytes.buffer);
  switch (type.dtype) {
    case 'f64':
      return view.getFloat64(0, true);
    case 'f32':
      return view.getFloat32(0, true);
    case 'i64':
      return narrow(view.getBigInt64(0, true));
    case 'i32':
      return view.getInt32(0, true);
    case 'i16':
      return view.getInt16(0, true);
    case 'i8':
      return view.getInt8(0);
    case 'u8':
      return view.getUint8(0);
    case 'bool':
      return view.getUint8(0) !== 0;
    default:
      return halfToNumber(view.getUint16(0, true));
  }
}

/** IEEE 754 binary16 to number. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
