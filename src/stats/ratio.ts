import { checkConfidence, type Interval } from './estimate.ts';
import { studentTQuantile } from './special/student-t.ts';

export interface RatioInterval extends Interval {
  readonly value: number | null;
}

/**
 * Σ numerators ÷ Σ denominators over independent units (documents, patients) with Student's interval: loss a token where texts
 * differ in length. The linearised variance of a ratio; Cochran, "Sampling techniques", 1977, §6.
 */
export function ratioInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  { confidence = 0.95 }: { readonly confidence?: number } = {},
): RatioInterval {
  const tail = (1 - checkConfidence(confidence)) / 2;
  const n = numerators.length;
  if (denominators.length !== n) throw new RangeError(`${n} numerators for ${denominators.length} denominators`);
  const [top, bottom] = [sum(numerators), sum(denominators)];
  const method = "Student's t of a ratio";
  if (!(bottom > 0)) return { value: null, low: null, high: null, method, reason: 'nothing to divide by' };
  const value = top / bottom;
  if (n < 2) return { value, low: null, high: null, method, reason: 'one unit has no spread' };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (numerators[i]! - value * denominators[i]!) ** 2;
  const half = (-studentTQuantile(tail, n - 1) * Math.sqrt((n / (n - 1)) * squares)) / bottom;
  return { value, low: value - half, high: value + half, method };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
