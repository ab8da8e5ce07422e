import type { Estimate } from '../stats/index.ts';

/** A typographic minus, and a dash where there is no number. */
export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

export const interval = (low: number | null, high: number | null, digits = 3): string =>
  low === null || high === null ? 'no interval' : `${fixed(low, digits)} to ${fixed(high, digits)}`;

/** `0.913 (0.889 to 0.934)`. */
export function estimate({ value, low, high }: Pick<Estimate, 'value' | 'low' | 'high'>, digits = 3): string {
  return value === null ? '–' : `${fixed(value, digits)} (${interval(low, high, digits)})`;
}

export const percent = (value: number | null, digits = 1): string =>
  value === null ? '–' : `${fixed(100 * value, digits)} %`;

/** Below a thousandth only its order is known to matter. */
export const pValue = (p: number | null): string => (p === null ? '–' : p < 0.001 ? '< 0.001' : fixed(p, 3));

/** With thin spaces between thousands. */
export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '\u2009');

/** Three significant digits with the unit's prefix: `7.98 M`, `2.87 G`. */
export function short(value: number): string {
  const steps: readonly [number, string][] = [
    [1e9, '\u2009G'],
    [1e6, '\u2009M'],
    [1e3, '\u2009k'],
  ];
  const [scale, prefix] = steps.find(([s]) => Math.abs(value) >= s) ?? [1, ''];
  return `${Number((value / scale).toPrecision(3))}${prefix}`;
}

/** `42 s`, `12 min`, `3.4 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${fixed(seconds, seconds < 10 ? 1 : 0)} s`;
  return seconds < 5400 ? `${fixed(seconds / 60, 1)} min` : `${fixed(seconds / 3600, 1)} h`;
}

/** `2026-11-23 20:16 UTC`, or the text itself where it is no date. */
export function date(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso;
}
