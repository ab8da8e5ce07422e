import { DTYPES, type DType } from '../torch/dtype.ts';
import { swapBytes } from './host-array.ts';

/** A NumPy element type, kind + bytes ('f4'), and what Fovea holds it as. */
export interface NumpyType {
  readonly code: string;
  readonly bytes: number;
  readonly dtype: DType;
  readonly bigEndian: boolean;
}

const EXACT: Record<string, DType> = {
  b1: 'bool',
  u1: 'u8',
  i1: 'i8',
  i2: 'i16',
  i4: 'i32',
  i8: 'i64',
  f2: 'f16',
  f4: 'f32',
  f8: 'f64',
};
/** Unsigned types that libtorch 1.13 lacks; the next wider signed type holds every value (16-bit images are common). */
const WIDENED: Record<string, DType> = { u2: 'i32', u4: 'i64' };

const CODES = new Map(Object.entries(EXACT).map(([code, dtype]) => [dtype, code]));

/** The type of a dtype string as in .npy headers (`<f4`, `|b1`), or undefined where Fovea has none. */
export function parseNumpyType(text: string): NumpyType | undefined {
  const [, order, code = ''] = /^([<>|=])?([a-zA-Z]\d+)$/.exec(text) ?? [];
  const dtype = EXACT[code] ?? WIDENED[code];
  return dtype && { code, bytes: Number(code.slice(1)), dtype, bigEndian: order === '>' };
}

/** The dtype string for a .npy header, or undefined: NumPy knows no bfloat16. */
export function formatNumpyType(dtype: DType): string | undefined {
  const code = CODES.get(dtype);
  return code && `${DTYPES[dtype].bytes === 1 ? '|' : '<'}${code}`;
}

/** Raw elements as the little-endian bytes of `type.dtype`; swaps in place. */
export function fromNumpyBytes(raw: Uint8Array, type: NumpyType): Uint8Array {
  const data = type.bigEndian ? swapBytes(raw, type.bytes) : raw;
  const width = DTYPES[type.dtype].bytes;
  if (width === type.bytes) return data;
  const wide = new Uint8Array((data.length / type.bytes) * width); // the upper half stays 0: the values are unsigned
  for (let i = 0, o = 0; i < data.length; i += type.bytes, o += width) {
    for (let b = 0; b < type.bytes; b++) wide[o + b] = data[i + b]!;
  }
  return wide;
}

/** Column-major (Fortran order) strides of a shape, in elements. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
}
