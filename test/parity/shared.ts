import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { memory, scope, type Tensor, tensor } from '../../src/torch/index.ts';

/** Inputs and comparisons for the goldens of test/golden/parity; shared.py computes the same. */

export interface Recorded {
  readonly shape: readonly number[];
  readonly values: readonly (number | 'nan' | 'inf' | '-inf')[];
}

export function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/parity/${name}`, import.meta.url), 'utf8')) as T;
}

/** n numbers in [-1, 1): a hash of the index, exact in 32-bit integers. */
export function noise(n: number, seed: number): Float64Array {
  const start = Math.imul(seed, 0x85ebca6b);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = (Math.imul(i, 0x9e3779b1) + start) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    x ^= x >>> 16;
    values[i] = ((x >>> 0) / 2 ** 32) * 2 - 1;
  }
  return values;
}

export const SPEC = /^(c?f\+?|i\d+|b)\[([\d,]*)\]$/;

/**
 * 'f[2,3]': floats in [-1, 1); 'f+[3]': in [0.1, 1.1); 'i5[4]': integers below 5; 'b[4]': booleans.
 * 'cf[3]' and 'cf+[3]' are constants: no gradient is asked for.
 */
export function specTensor(spec: string, seed: number): Tensor {
  const [, kind, dims] = SPEC.exec(spec)!;
  const shape = dims!.split(',').filter(Boolean).map(Number);
  const x = noise(
    shape.reduce((n, d) => n * d, 1),
    seed,
  );
  if (kind === 'b')
    return tensor(
      Uint8Array.from(x, (v) => Number(v > 0)),
      { shape, dtype: 'bool' },
    );
  if (kind!.startsWith('i')) {
    const limit = Number(kind!.slice(1));
    return tensor(
      x.map((v) => Math.floor(((v + 1) / 2) * limit)),
      { shape, dtype: 'i64' },
    );
  }
  const values = kind!.endsWith('+') ? x.map((v) => (v + 1) / 2 + 0.1) : x;
  return tensor(Float32Array.from(values), { shape });
}

/** A scalar that weighs every element of the outputs differently; null where no gradient flows. */
export function objective(outputs: readonly Tensor[]): Tensor | null {
  const terms = outputs.flatMap((o, i) =>
    o.requiresGrad ? [o.mul(tensor(noise(o.numel, 100 + i), { shape: o.shape, dtype: o.dtype })).sum()] : [],
  );
  return terms.length === 0 ? null : terms.reduce((a, b) => a.add(b));
}

/** The largest difference, relative to the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: Recorded['values']): number {
  let error = 0;
  let size = 0;
  for (const [i, value] of expected.entries()) {
    const wanted = Number(value === 'inf' ? 'Infinity' : value === '-inf' ? '-Infinity' : value);
    if (Object.is(actual[i], wanted) || actual[i] === wanted) continue;
    error = Math.max(error, Math.abs(actual[i]! - wanted));
    if (!(error < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  }
  for (const value of expected) if (typeof value === 'number') size = Math.max(size, Math.abs(value));
  return error === 0 ? 0 : error / Math.max(size, 1e-6);
}

export const TOLERANCE = 1e-5;

export function expectTensor(
  actual: Tensor | null,
  expected: Recorded | null,
  what: string,
  tolerance = TOLERANCE,
): void {
  expect(actual === null, `${what} is absent`).toBe(expected === null);
  if (actual === null || expected === null) return;
  expect(actual.shape, `shape of ${what}`).toEqual(expected.shape);
  expect(relativeError(actual.toArray(), expected.values), `relative error of ${what}`).toBeLessThanOrEqual(tolerance);
}

/** Runs `body` in a scope; fails where tensors outlive it. */
export function withoutLeaks(body: () => void): void {
  const before = memory();
  scope(body);
  expect(memory(), 'leaked tensors').toEqual(before);
}
