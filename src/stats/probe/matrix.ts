/** Rows of numbers, one after the other: `data[row * columns + column]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array | Float32Array;
}

export const rowOf = ({ data, columns }: Matrix, row: number) => data.subarray(row * columns, (row + 1) * columns);

/** The rows at `indices`, in double precision. */
export function takeRows(matrix: Matrix, indices: readonly number[]): Matrix {
  const data = new Float64Array(indices.length * matrix.columns);
  for (const [i, row] of indices.entries()) data.set(rowOf(matrix, row), i * matrix.columns);
  return { rows: indices.length, columns: matrix.columns, data };
}

export interface Standardiser {
  readonly mean: Float64Array;
  /** Of the population; 1 where a column is constant. */
  readonly sd: Float64Array;
}

/** Mean and standard deviation of each column, as scikit-learn's `StandardScaler` has them. */
export function fitStandardiser(matrix: Matrix): Standardiser {
  const { rows, columns, data } = matrix;
  const mean = new Float64Array(columns);
  const sd = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  for (let i = 0; i < data.length; i++) sd[i % columns]! += (data[i]! - mean[i % columns]!) ** 2 / rows;
  // what a constant column leaves is rounding, which must not be blown up to 1
  for (let c = 0; c < columns; c++) {
    sd[c] = Math.sqrt(sd[c]!);
    if (sd[c]! <= 1e-7 * Math.abs(mean[c]!)) sd[c] = 1;
    if (sd[c] === 0) sd[c] = 1;
  }
  return { mean, sd };
}

export function standardise({ rows, columns, data }: Matrix, { mean, sd }: Standardiser): Matrix {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = (data[i]! - mean[i % columns]!) / sd[i % columns]!;
  return { rows, columns, data: out };
}

/** Rows of length 1 for cosine similarity; a row of zeros stays. */
export function unitRows({ rows, columns, data }: Matrix): Matrix {
  const out = Float64Array.from(data);
  for (let r = 0; r < rows; r++) {
    const row = out.subarray(r * columns, (r + 1) * columns);
    let square = 0;
    for (const x of row) square += x * x;
    if (square > 0) for (let c = 0; c < columns; c++) row[c]! /= Math.sqrt(square);
  }
  return { rows, columns, data: out };
}
