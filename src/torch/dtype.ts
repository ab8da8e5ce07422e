/** Element types by the short names used throughout Fovea, with libtorch's ScalarType code and size in bytes. */
export const DTYPES = {
  u8: { code: 0, bytes: 1 },
  i8: { code: 1, bytes: 1 },
  i16: { code: 2, bytes: 2 },
  i32: { code: 3, bytes: 4 },
  i64: { code: 4, bytes: 8 },
  f16: { code: 5, bytes: 2 },
  f32: { code: 6, bytes: 4 },
  f64: { code: 7, bytes: 8 },
  bool: { code: 11, bytes: 1 },
  bf16: { code: 15, bytes: 2 },
} as const;

export type DType = keyof typeof DTYPES;

const byCode = new Map<number, DType>(Object.entries(DTYPES).map(([name, d]) => [d.code, name as DType]));

/** The dtype of a libtorch ScalarType code; an error names codes that Fovea does not speak (complex, quantised). */
export function dtypeOf(code: number): DType {
  const dtype = byCode.get(code);
  if (dtype === undefined) throw new TypeError(`libtorch scalar type ${code} has no Fovea dtype`);
  return dtype;
}

/**
 * A tensor at rest, outside the engine: contiguous, row-major, little-endian bytes.
 * File formats read and write these, so they need no libtorch.
 */
export interface HostArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}
