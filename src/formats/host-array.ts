import { DTYPES, type DType, type HostArray } from '../torch/dtype.ts';

/** Number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Bytes of a contiguous array of this dtype and shape. */
export function byteLength(dtype: DType, shape: readonly number[]): number {
  return elements(shape) * DTYPES[dtype].bytes;
}

export function isHostArray(value: unknown): value is HostArray {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dtype' in value &&
    'shape' in value &&
    'data' in value &&
    value.data instanceof Uint8Array
  );
}

/** Refuses an array whose bytes do not fit its dtype and shape: a file written from it could not be read back. */
export function checkHostArray(name: string, array: HostArray): void {
  const expected = byteLength(array.dtype, array.shape);
  if (!array.shape.every((size) => Number.isSafeInteger(size) && size >= 0) || array.data.length !== expected) {
    const shape = `[${array.shape.join(', ')}]`;
    throw new RangeError(`${name}: ${array.dtype} ${shape} needs ${expected} bytes, but has ${array.data.length}`);
  }
}

/** Reverses the bytes of each element in place: big-endian files to little-endian arrays. */
export function swapBytes(data: Uint8Array, itemSize: number): Uint8Array {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (itemSize === 2) buffer.swap16();
  else if (itemSize === 4) buffer.swap32();
  else if (itemSize === 8) buffer.swap64();
  return data;
}

/** A strided view into elements of `itemSize` bytes; `offset` and `strides` count elements. */
export interface View {
  readonly itemSize: number;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Row-major (C-order) strides of a shape, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Copies a strided view into contiguous row-major bytes. The view must lie inside `source` (see `viewEnd`). */
export function gather(source: Uint8Array, view: View): Uint8Array {
  let { itemSize, offset, shape, strides } = view;
  if (itemSize === 8) {
    // As pairs of 4 bytes: reading doubles may change the bits of a NaN, BigInts are slow.
    [itemSize, offset, shape, strides] = [4, offset * 2, [...shape, 2], [...strides.map((s) => s * 2), 1]];
  }
  const count = elements(shape);
  const Typed = itemSize === 4 ? Uint32Array : itemSize === 2 ? Uint16Array : Uint8Array;
  const aligned = source.byteOffset % itemSize === 0 ? source : new Uint8Array(source);
  const from = new Typed(aligned.buffer as ArrayBuffer, aligned.byteOffset, Math.floor(aligned.length / itemSize));
  const to = new Typed(count);
  if (count > 0) copyAxis({ from, to, shape, strides }, 0, offset, 0);
  return new Uint8Array(to.buffer);
}

/** One past the last element a view touches, to be checked against the length of what it views. */
export function viewEnd(view: Omit<View, 'itemSize'>): number {
  if (view.shape.includes(0)) return 0;
  return view.shape.reduce((end, size, axis) => end + (size - 1) * view.strides[axis]!, view.offset + 1);
}

interface Copy {
  readonly from: Uint8Array | Uint16Array | Uint32Array;
  readonly to: Uint8Array | Uint16Array | Uint32Array;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Copies everything below `axis`, from element `at` to element `put`; answers where the next one goes. */
function copyAxis(copy: Copy, axis: number, at: number, put: number): number {
  const { from, to, shape, strides } = copy;
  if (axis === shape.length) {
    to[put] = from[at]!;
    return put + 1;
  }
  const size = shape[axis]!;
  const stride = strides[axis]!;
  if (axis < shape.length - 1) {
    for (let i = 0, next = put; i < size; i++, put = next) next = copyAxis(copy, axis + 1, at + i * stride, put);
    return put;
  }
  if (stride === 1) to.set(from.subarray(at, at + size), put);
  else for (let i = 0; i < size; i++) to[put + i] = from[at + i * stride]!;
  return put + size;
}
