import type { Estimate, Interval } from './estimate.ts';

/** An estimate from a value and its interval; without a value, the reason stands for both. */
export function finish(parts: {
  value: number | null;
  interval: Interval | undefined;
  n: number;
  baseline: number | null;
  undefinedBecause: string;
}): Estimate {
  const { value, interval, n, baseline } = parts;
  const method = interval?.method ?? 'none';
  if (value === null) return { value, low: null, high: null, method, n, baseline, reason: parts.undefinedBecause };
  const { low, high, reason } = interval ?? { low: null, high: null, reason: 'no interval' };
  return { value, low, high, method, n, baseline, ...(reason ? { reason } : {}) };
}
